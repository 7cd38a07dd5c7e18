import type { CompiledPath } from "./hostPolicy.ts";
import { matchPath } from "./pathMatch.ts";
import { type Facts, nameOf, namesHost, type Rule, refuse } from "./rule.ts";

/**
 * A token can be traded for a longer-lived one (an API key, a trusted device, a file store), so on hosts that have a
 * list only the calls on it are made, and everything unknown is refused.
 */
export const checkAllowedPaths: Rule = (facts, draft) => {
  const { request, host } = facts;
  if (host.allowPaths === null || namesHost(draft.allowedBy) || draft.opened || onList(host.allowPaths, facts))
    return null;
  return refuse(
    `${host.service ?? request.host}-paths`,
    `${nameOf(facts)} is not among the calls that a session needs.`,
    `The user can allow it in config.toml: [[rule]] host = "${request.host}", path = "…", action = "allow".`,
  );
};

export function onList(list: readonly CompiledPath[], { request, path }: Facts): boolean {
  return list.some(({ method, pattern }) => method === request.method && matchPath(pattern, path, false) === "all");
}
