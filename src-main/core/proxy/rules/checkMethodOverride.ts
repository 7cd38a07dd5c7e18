import { type Rule, refuse } from "./rule.ts";

/** The same with the path, for those that decide by it. */
const pathOverrides = new Set(["x-original-uri", "x-original-url", "x-rewrite-url"]);

const overrides = new Set(["x-http-method", "x-http-method-override", "x-method-override"]);

/** What frameworks read in a query, in lower case. In the body of a POST it is looked for by the catalogue's methods. */
const parameters = new Set(["_method", "_httpmethod", ...overrides]);

/** Some servers take the method from elsewhere: where the method decides what is allowed, that would get past it. */
export const checkMethodOverride: Rule = ({ request, host, names }) => {
  const path = find(names, pathOverrides);
  if (path !== undefined && (host.injected || host.rules.some((rule) => rule.path !== null))) {
    return refuse("path-override", `The header ${path} could change the path of this request.`, "Send the real path.");
  }
  const header = find(names, overrides);
  if (header === undefined && !overridesByQuery(request.target)) return null;
  const methodDecides =
    request.accessMode !== "write" ||
    host.injected ||
    host.catalogue.length > 0 ||
    host.rules.some(({ methods }) => methods !== null);
  const what = header === undefined ? "The query" : `The header ${header}`;
  return methodDecides
    ? refuse("method-override", `${what} could turn this request into another.`, "Send the real method.")
    : null;
};

function overridesByQuery(target: string): boolean {
  const start = target.indexOf("?");
  // Most queries hold neither the word nor an escape that could hide it.
  if (start === -1 || !/method|%/i.test(target)) return false;
  const names = new URLSearchParams(target.slice(start + 1).replaceAll(";", "&")).keys();
  return [...names].some((name) => parameters.has(name.toLowerCase()));
}

/** Servers that hand headers on as variables read "_" as "-". */
function find(names: readonly string[], known: ReadonlySet<string>): string | undefined {
  return names.find((it) => known.has(it) || (it.includes("_") && known.has(it.replaceAll("_", "-"))));
}
