import type { Approval } from "../../../src-shared/model/approval.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import type { Policy } from "../policy.ts";
import type { ProxyRequest } from "../proxy/exchange.ts";
import { decide } from "../proxy/pipeline.ts";
import { placeholderHeaders } from "../proxy/testUrl.ts";

/** What a rule is made of. */
export type Place = Pick<Approval, "method" | "scheme" | "host" | "port"> & { readonly rulePath: string };

export type ProposedRule = Omit<PolicyRule, "source" | "sessionId">;

/** The narrowest rule that lets a request through: this method and path of this host and port, whatever the query. */
export function proposeRule({ method, host, port, rulePath }: Place, reason: string): ProposedRule {
  return { host, port, methods: [method], path: rulePath, action: "allow", reason, publicOnly: true };
}

/** What becomes of an honest request to a place, without the rule and with it. */
export function wouldHelp(
  place: Place,
  policy: Policy,
  session: Pick<ProxyRequest, "sessionId" | "accessMode" | "workspace">,
): boolean {
  const request: ProxyRequest = {
    ...session,
    scheme: place.scheme,
    host: place.host,
    port: place.port,
    sni: place.scheme === "https" ? place.host : null,
    method: place.method,
    target: place.rulePath,
    headers: place.scheme === "https" ? placeholderHeaders(policy, place.host, place.port) : [],
    upgrade: false,
    hasBody: false,
    body: "unseen",
  };
  if (decide(request, policy).decision === "allow") return false;
  return decide(request, withRule(policy, proposeRule(place, ""))).decision === "allow";
}

/** The policy with one more grant, where a grant would stand: after config.toml and the grants before it. */
function withRule(policy: Policy, rule: ProposedRule): Policy {
  const own = policy.rules.filter(({ source }) => /^(config\.toml|grant )/.test(source));
  const rest = policy.rules.slice(own.length);
  return { ...policy, rules: [...own, { ...rule, source: "grant 0" }, ...rest] };
}
