import type { PolicyRule } from "../../../src-shared/model/policy.ts";

/** Rules as `[[rule]]` tables, ready to be pasted into config.toml. Those of one session have no form there. */
export function rulesToml(rules: readonly PolicyRule[]): string {
  return rules
    .filter(({ sessionId }) => sessionId === undefined)
    .map(ruleToml)
    .join("\n");
}

export function ruleToml(rule: PolicyRule): string {
  const lines = [
    `[[rule]] # ${rule.source}`,
    `host = ${quote(rule.host)}`,
    ...(rule.port === null ? [] : [`port = ${rule.port}`]),
    ...(rule.methods === null ? [] : [`methods = [${rule.methods.map(quote).join(", ")}]`]),
    ...(rule.path === null ? [] : [`path = ${quote(rule.path)}`]),
    `action = ${quote(rule.action)}`,
    ...(rule.reason === null ? [] : [`reason = ${quote(rule.reason)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A basic string: JSON's escapes are TOML's, but for DEL, which JSON leaves as it is. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007F");
}
