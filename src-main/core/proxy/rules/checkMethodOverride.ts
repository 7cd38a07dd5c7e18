import { type Rule, refuse } from "./rule.ts";

/** The same with the path, for those that decide by it. */
const pathOverrides = new Set(["x-original-uri", "x-original-url", "x-rewrite-url"]);

const overrides = new Set(["x-http-method", "x-http-method-override", "x-method-override"]);

/** Some servers take the method from a header: where the method decides what is allowed, that would get past it. */
export const checkMethodOverride: Rule = ({ request, host, names }) => {
  const path = names.find((it) => pathOverrides.has(it));
  if (path !== undefined && (host.injected || host.rules.some((rule) => rule.path !== null))) {
    return refuse("path-override", `The header ${path} could change the path of this request.`, "Send the real path.");
  }
  const name = names.find((it) => overrides.has(it));
  if (name === undefined) return null;
  const methodDecides =
    request.accessMode !== "write" ||
    host.injected ||
    host.catalogue.length > 0 ||
    host.rules.some(({ methods }) => methods !== null);
  return methodDecides
    ? refuse("method-override", `The header ${name} could turn this request into another.`, "Send the real method.")
    : null;
};
