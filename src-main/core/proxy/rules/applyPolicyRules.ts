import type { PolicyRule } from "../../../../src-shared/model/policy.ts";
import { hostMatches } from "./hostMatch.ts";
import type { CompiledRule } from "./hostPolicy.ts";
import { compilePath, matchPath, type PathMatch } from "./pathMatch.ts";
import { type Facts, nameOf, type Outcome, type Rule, refuse } from "./rule.ts";

/**
 * The user's own rules, first match wins: those of config.toml, then those that approvals made. Where a rule asks, a
 * grant is the answer that was given before.
 */
export const applyPolicyRules: Rule = (facts) => {
  let asks: CompiledRule | null = null;
  for (const compiled of facts.host.rules) {
    const { sessionId } = compiled.rule;
    if (sessionId !== undefined && sessionId !== facts.request.sessionId) continue;
    if (asks && !isGrant(compiled.rule)) continue;
    const permits = compiled.rule.action === "allow" || compiled.rule.action === "tunnel";
    const match = matches(compiled, facts, permits);
    if (match === "none" || (asks && match === "some")) continue;
    if (compiled.rule.action === "ask") {
      asks = compiled;
      continue;
    }
    if (!permits) return prohibit(compiled, facts);
    if (match === "all") return { change: { allowedBy: compiled.rule } };
    return refuse(
      "ambiguous-path",
      `Servers read this path in different ways, and ${compiled.rule.source} allows only some of them.`,
      "Send the path in its plain form: no `//`, `..`, `;` or encoded slashes.",
    );
  }
  return asks && ask(asks, facts);
};

/** How a request fares with one of the user's rules, for the one who asks why. */
export function missOf(
  rule: PolicyRule,
  facts: Facts,
): "other_host" | "other_port" | "other_session" | "other_method" | "other_path" | null {
  const { request } = facts;
  if (!hostMatches(rule.host, request.host)) return "other_host";
  if (rule.port !== null && rule.port !== request.port) return "other_port";
  if (rule.sessionId !== undefined && rule.sessionId !== request.sessionId) return "other_session";
  const permits = rule.action === "allow" || rule.action === "tunnel";
  const compiled = { rule, methods: rule.methods && new Set(rule.methods), path: null };
  if (matches(compiled, facts, permits) === "none") return "other_method";
  const path = rule.path === null ? null : compilePath(rule.path);
  return matches({ ...compiled, path }, facts, permits) === "none" ? "other_path" : null;
}

/** A prohibition is read generously (any case, any reading of the path), a permission literally. */
function matches({ methods, path }: CompiledRule, { request, path: readings }: Facts, permits: boolean): PathMatch {
  if (methods !== null && !methods.has(permits ? request.method : request.method.toUpperCase())) return "none";
  return path === null ? "all" : matchPath(path, readings, !permits);
}

function prohibit({ rule }: CompiledRule, facts: Facts): Outcome {
  return refuse(
    rule.source,
    `${nameOf(facts)} is denied by ${rule.source}${because(rule)}.`,
    "Ask the user to change the rule if this is needed.",
  );
}

/** A yes stands for what an allowing rule in this place would: it opens what lies below, if the rule names the host. */
function ask({ rule }: CompiledRule, facts: Facts): Outcome {
  return {
    ask: true,
    approved: { allowedBy: rule },
    refuse: {
      status: 403,
      rule: rule.source,
      reason: `${nameOf(facts)} needs the user's approval (${rule.source})${because(rule)}.`,
      hint: "Tell the user what you need and why, go on with other work, and try again once it is approved.",
      retryable: true,
    },
  };
}

function because({ reason }: CompiledRule["rule"]): string {
  return reason ? `: ${reason}` : "";
}

function isGrant({ source }: CompiledRule["rule"]): boolean {
  return source.startsWith("grant ");
}
