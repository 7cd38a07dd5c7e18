import { type Facts, nameOf, namesHost, type Rule, refuse } from "./rule.ts";

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** A session that may only read makes no call that changes something. Model calls are not changes. */
export const checkAccessMode: Rule = (facts, draft) => {
  const { request, host } = facts;
  if (request.accessMode === "write" || host.model || namesHost(draft.allowedBy)) return null;
  if (isRead(facts)) return null;
  return refuse(
    `access-${request.accessMode}`,
    `This session's access mode is "${request.accessMode}", and ${nameOf(facts)} could change something.`,
    "The user can start a session with --access-mode write, or allow this call by a rule in config.toml.",
  );
};

/** Git reads by POST (upload-pack) and announces a push by GET (receive-pack): both go by the service they name. */
function isRead({ request, path }: Facts): boolean {
  if (request.upgrade || path.malformed) return false;
  if (path.readings.some((segments) => segments.includes("git-receive-pack"))) return false;
  const query = request.target.indexOf("?");
  const service = query === -1 ? null : new URLSearchParams(request.target.slice(query + 1)).getAll("service");
  if (service?.includes("git-receive-pack")) return false;
  if (readMethods.has(request.method)) return true;
  return request.method === "POST" && path.readings.every((segments) => segments.at(-1) === "git-upload-pack");
}
