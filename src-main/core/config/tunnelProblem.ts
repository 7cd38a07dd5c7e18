import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { hostMatches } from "../proxy/rules/hostMatch.ts";

/** What is wrong with a tunnel rule when a credential is injected at its host; null when nothing is. */
export function tunnelProblem(rule: PolicyRule, injected: readonly { host: string }[]): string | null {
  if (rule.action !== "tunnel") return null;
  const host = injected.find((injection) => overlap(rule.host, injection.host))?.host;
  if (host === undefined) return null;
  const [file, line] = rule.source.split(":");
  return `${file}${line ? ` line ${line}` : ""}: \`action = "tunnel"\` for ${rule.host} covers ${host}, where a credential is injected: nothing can be injected into a tunnel.`;
}

/** Is there a host that both patterns cover? */
function overlap(a: string, b: string): boolean {
  return hostMatches(a, sample(b)) || hostMatches(b, sample(a));
}

function sample(pattern: string): string {
  return pattern.replace("*", "any");
}
