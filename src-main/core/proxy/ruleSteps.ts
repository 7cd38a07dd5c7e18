import type { RuleStep } from "../../../src-shared/contract/rules.ts";
import type { Policy } from "../policy.ts";
import type { ProxyRequest } from "./exchange.ts";
import { missOf } from "./rules/applyPolicyRules.ts";
import { factsOf } from "./rules/facts.ts";

/** The user's rules in order, each with what it makes of a request, up to the one that decides. */
export function ruleSteps(request: ProxyRequest, policy: Policy): RuleStep[] {
  const facts = factsOf(request, policy);
  const steps: RuleStep[] = [];
  let asked = false;
  for (const rule of policy.rules) {
    const miss = missOf(rule, facts);
    const { source, action } = rule;
    // Behind a rule that asks, only a grant is heard: it is the answer that was given before.
    if (miss === null && asked && !source.startsWith("grant ")) continue;
    if (miss !== null) steps.push({ source, action, outcome: miss });
    else if (action === "ask" && !asked) {
      asked = true;
      steps.push({ source, action, outcome: "asks" });
    } else if (action !== "ask") {
      steps.push({ source, action, outcome: "decides" });
      break;
    }
  }
  return steps;
}
