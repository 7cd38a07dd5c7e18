import { type Rule, refuse } from "./rule.ts";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/;
const originForm = /^\/[\x21-\x7e\x80-\uffff]*$/;

/** The request line is one that every server reads alike: a method token, and a path without spaces or fragments. */
export const checkTarget: Rule = ({ request, host, path }) => {
  if (!token.test(request.method)) return malformed("The method is not a token.");
  if (request.target === "*" && request.method === "OPTIONS") return null;
  if (!originForm.test(request.target)) return malformed("The request target is not a path.");
  // On a host where paths decide, a path that cannot be read for certain is no path to decide on.
  const pathsDecide = host.injected || host.catalogue.length > 0 || host.rules.some((rule) => rule.path !== null);
  if (pathsDecide && (path.malformed || request.target.includes("#"))) {
    return malformed("The path holds characters that servers read in different ways.");
  }
  return null;
};

function malformed(reason: string) {
  return refuse("malformed-target", reason, "Send the path in its plain form, percent-encoded once.");
}
