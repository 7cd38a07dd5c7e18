import type { Policy } from "../../policy.ts";
import type { ProxyRequest } from "../exchange.ts";
import { applyPolicyRules } from "../rules/applyPolicyRules.ts";
import { factsOf } from "../rules/facts.ts";
import { hasSegment, isLast } from "../rules/pathMatch.ts";
import { type Facts, namesHost } from "../rules/rule.ts";
import type { BodyKind } from "./bodyFacts.ts";

/** Whose body has to be looked at before it can be decided; null for all others, whose bodies stream. */
export function whatToInspect(request: ProxyRequest, policy: Policy): BodyKind | null {
  if (request.upgrade) return null;
  const facts = factsOf(request, policy);
  if (trimsTools(facts, policy)) return "messages";
  const kind = isGraphql(facts) ? "graphql" : isPush(facts) ? "push" : null;
  if (kind === null || !decides(kind, facts)) return null;
  const outcome = applyPolicyRules(facts, { ...emptyDraft, headers: request.headers });
  // The user's own rule for this place decides without: a push of any size then streams.
  return outcome && "change" in outcome && namesHost(outcome.change.allowedBy ?? null) ? null : kind;
}

const emptyDraft = { injections: [], allowedBy: null, opened: false, anonymous: false, arrived: new Set<string>() };

/** Where what a body says can change what is decided. */
function decides(kind: "graphql" | "push", { request, host }: Facts): boolean {
  if (kind === "push" && request.accessMode === "propose") return true;
  if (kind === "graphql" && request.accessMode !== "write") return true;
  return host.preset !== "open" && request.host === (kind === "push" ? "github.com" : "api.github.com");
}

/** By any method: which of them a server takes for a query is its own affair. */
export function isGraphql({ request, path }: Pick<Facts, "request" | "path">): boolean {
  return request.method !== "OPTIONS" && isLast(path, "graphql");
}

export function isPush({ request, path }: Pick<Facts, "request" | "path">): boolean {
  return request.method !== "GET" && hasSegment(path, "git-receive-pack");
}

function trimsTools({ request, path, host }: Facts, policy: Policy): boolean {
  return (
    policy.serverTools !== null && host.service === "anthropic" && request.method === "POST" && isLast(path, "messages")
  );
}
