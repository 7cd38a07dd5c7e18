import type { Policy } from "../policy.ts";
import type { ProxyRequest, Verdict } from "./exchange.ts";
import { applyPolicyRules } from "./rules/applyPolicyRules.ts";
import { checkAccessMode } from "./rules/checkAccessMode.ts";
import { checkAllowedPaths } from "./rules/checkAllowedPaths.ts";
import { checkAuthority } from "./rules/checkAuthority.ts";
import { checkBody } from "./rules/checkBody.ts";
import { checkCatalogue } from "./rules/checkCatalogue.ts";
import { checkForeignCredential } from "./rules/checkForeignCredential.ts";
import { checkMethodOverride } from "./rules/checkMethodOverride.ts";
import { checkPlaceholders } from "./rules/checkPlaceholders.ts";
import { checkPort } from "./rules/checkPort.ts";
import { checkPreset } from "./rules/checkPreset.ts";
import { checkTarget } from "./rules/checkTarget.ts";
import { checkUpgrade } from "./rules/checkUpgrade.ts";
import { factsOf } from "./rules/facts.ts";
import { checkGithubScope } from "./rules/github/checkGithubScope.ts";
import { checkGraphql } from "./rules/github/checkGraphql.ts";
import { checkPush } from "./rules/github/checkPush.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";
import { planInjection } from "./rules/planInjection.ts";
import { type Draft, namesHost, type Refused, type Rule, refuse } from "./rules/rule.ts";
import { stripHeaders } from "./rules/stripHeaders.ts";

/**
 * What happens to a request, in order. The first refusal ends it. A rule of the user's that names the host opens what
 * the session's own limits below it close (ports, paths, access mode), never what keeps a secret in its place.
 */
const pipeline: readonly Rule[] = [
  checkTarget, // the request line is unambiguous
  checkAuthority, // tunnel, TLS name and Host agree
  checkMethodOverride, // and the method is the method
  applyPolicyRules, // config.toml, then grants
  checkPreset, // strict: nothing else
  checkPort, // 80 and 443, unless a rule names the place
  checkUpgrade, // no WebSocket where a secret would ride
  checkPlaceholders, // a placeholder goes to its own host only
  checkForeignCredential, // and nobody else's key goes there
  checkCatalogue, // no call that mints another secret
  checkAllowedPaths, // on a host with a list, only the calls on it
  checkBody, // what had to be looked at could be read
  checkGithubScope, // the session's own repositories
  checkGraphql, // also by GraphQL
  checkPush, // and no workflow by git
  checkAccessMode, // no change by a session that may only read
  planInjection, // which secret goes in
  stripHeaders, // what is forwarded, before it does
];

/**
 * Decides on one request. Pure, without I/O, and without any secret. `approved` names the rules that ask and that the
 * user said yes to.
 */
export function decide(request: ProxyRequest, policy: Policy, approved: ReadonlySet<string> = nothing): Verdict {
  let draft: Draft = {
    headers: request.headers,
    injections: [],
    allowedBy: null,
    opened: false,
    anonymous: false,
    arrived: nothing,
  };
  let service: string | null = null;
  try {
    const facts = factsOf(request, policy);
    service = facts.host.service;
    for (const rule of pipeline) {
      const outcome = rule(facts, draft);
      if (outcome === null) continue;
      if (!("refuse" in outcome)) draft = { ...draft, ...outcome.change };
      else if (outcome.ask && approved.has(outcome.refuse.rule)) draft = { ...draft, ...outcome.approved };
      else return refused(outcome, service);
    }
    return {
      decision: "allow",
      rule: draft.allowedBy?.source ?? "default",
      reason: draft.allowedBy?.reason ?? null,
      refusal: null,
      service,
      headers: draft.headers,
      injections: draft.injections,
      allowPrivate: (namesHost(draft.allowedBy) && !draft.allowedBy?.publicOnly) || facts.host.rerouted,
    };
  } catch {
    // Never "log and go on": what a failing rule would have said is unknown.
    return refused(internalError, service);
  }
}

/**
 * The rule that makes a connection an opaque tunnel, known before a byte of it was read; null to intercept. Only where
 * it is the first rule of that host: an earlier one could deny a request that nobody would see.
 */
export function tunnelRule(
  host: string,
  port: number,
  policy: Policy,
): { source: string; reason: string | null } | null {
  const { rules, injected } = hostPolicy(policy, host, port);
  const first = rules[0]?.rule;
  return first?.action === "tunnel" && !injected ? { source: first.source, reason: first.reason } : null;
}

const nothing: ReadonlySet<string> = new Set();

const internalError = refuse(
  "internal-error",
  "A rule of the proxy failed on this request, so it is refused.",
  "This is a bug in Clauderon; `clauderon logs --daemon` has the details.",
);

function refused({ refuse: refusal, ask }: Refused, service: string | null): Verdict {
  return {
    decision: ask ? "ask" : "deny",
    rule: refusal.rule,
    reason: refusal.reason,
    refusal,
    service,
    headers: [],
    injections: [],
    allowPrivate: false,
  };
}
