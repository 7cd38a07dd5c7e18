import { isGraphql, isPush } from "../inspection/whatToInspect.ts";
import { namesPush } from "./github/place.ts";
import { proposes } from "./github/proposes.ts";
import { type Facts, nameOf, namesHost, type Rule, refuse } from "./rule.ts";

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);
/** Searches that are sent by POST because their query is long. */
const searches = new Set(["search", "_search", "_msearch", "_count"]);

/**
 * What a session may change: nothing (`read`), or branches and pull requests that a person looks at before they count
 * (`propose`). Model calls are not changes.
 */
export const checkAccessMode: Rule = (facts, draft) => {
  const { request, host } = facts;
  if (request.accessMode === "write" || host.model || namesHost(draft.allowedBy)) return null;
  if (isRead(facts)) return null;
  const problem = request.accessMode === "propose" ? proposes(facts) : "could change something";
  if (problem === null) return null;
  return refuse(
    `access-${request.accessMode}`,
    `This session's access mode is "${request.accessMode}", and ${nameOf(facts)} ${problem}.`,
    "The user can change it with `clauderon access NAME write`, or allow this call by a rule in config.toml.",
  );
};

/** Git reads by POST (upload-pack) and announces a push by GET (receive-pack): both go by the service they name. */
function isRead(facts: Facts): boolean {
  const { request, path } = facts;
  if (request.upgrade || path.malformed || isPush(facts) || namesPush(request, path)) return false;
  if (isGraphql(facts) && request.body !== "unseen") {
    const { body } = request;
    if (body?.kind === "graphql") return body.operations.every(({ type }) => type === "query");
    return request.method === "GET";
  }
  if (readMethods.has(request.method)) return true;
  if (request.method !== "POST") return false;
  return path.readings.every((segments) => {
    const last = segments.at(-1) ?? "";
    return last === "git-upload-pack" || searches.has(last);
  });
}
