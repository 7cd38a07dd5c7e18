import type { CompiledRule } from "./hostPolicy.ts";
import { matchPath, type PathMatch } from "./pathMatch.ts";
import { type Facts, nameOf, type Outcome, type Rule, refuse } from "./rule.ts";

/** The user's own rules, first match wins: those of config.toml, then those made in the app. */
export const applyPolicyRules: Rule = (facts) => {
  for (const compiled of facts.host.rules) {
    const permits = compiled.rule.action === "allow" || compiled.rule.action === "tunnel";
    const match = matches(compiled, facts, permits);
    if (match === "none") continue;
    if (!permits) return prohibit(compiled, facts);
    if (match === "all") return { change: { allowedBy: compiled.rule } };
    return refuse(
      "ambiguous-path",
      `Servers read this path in different ways, and ${compiled.rule.source} allows only some of them.`,
      "Send the path in its plain form: no `//`, `..`, `;` or encoded slashes.",
    );
  }
  return null;
};

/** A prohibition is read generously (any case, any reading of the path), a permission literally. */
function matches({ methods, path }: CompiledRule, { request, path: readings }: Facts, permits: boolean): PathMatch {
  if (methods !== null && !methods.has(permits ? request.method : request.method.toUpperCase())) return "none";
  return path === null ? "all" : matchPath(path, readings, !permits);
}

function prohibit({ rule }: CompiledRule, facts: Facts): Outcome {
  const what = nameOf(facts);
  const why = rule.reason ? `: ${rule.reason}` : "";
  if (rule.action === "deny") {
    return refuse(
      rule.source,
      `${what} is denied by ${rule.source}${why}.`,
      "Ask the user to change the rule if this is needed.",
    );
  }
  return {
    ask: true,
    refuse: {
      status: 403,
      rule: rule.source,
      reason: `${what} needs the user's approval (${rule.source})${why}.`,
      hint: "Tell the user what you need and why, go on with other work, and try again once it is approved.",
      retryable: true,
    },
  };
}
