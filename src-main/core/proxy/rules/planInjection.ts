import type { PlannedInjection } from "../exchange.ts";
import { onList } from "./checkAllowedPaths.ts";
import { type Rule, refuse } from "./rule.ts";

/** Names the credential that goes in, where its placeholder came in. The value joins after the pipeline. */
export const planInjection: Rule = (facts, draft) => {
  const { request, host } = facts;
  if (host.injections.length === 0 || draft.anonymous || request.scheme !== "https") return null;
  const injections: PlannedInjection[] = [];
  for (const injection of host.injections) {
    const asked =
      draft.arrived.has(injection.placeholder) ||
      (draft.arrived.size === 0 && onList(host.withoutPlaceholder.get(injection) ?? [], facts));
    if (!asked || injections.some(({ header }) => header === injection.header)) continue;
    if (injection.unavailable !== null) {
      return refuse(
        "no-credential",
        injection.unavailable,
        `On the host: \`clauderon credentials set ${injection.credentialId}\`.`,
      );
    }
    injections.push({ credentialId: injection.credentialId, header: injection.header, template: injection.template });
  }
  return injections.length === 0 ? null : { change: { injections } };
};
