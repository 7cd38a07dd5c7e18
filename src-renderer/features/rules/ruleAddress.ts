/** Where the rules that a record names are shown; null for what is decided by no rule that could be listed. */
export function ruleAddress(rule: string): string | null {
  if (/^(config\.toml:\d+|grant \d+)$/.test(rule)) return `/rules#${encodeURIComponent(rule)}`;
  if (rule.startsWith("builtin.")) return `/rules?part=access#${encodeURIComponent(rule)}`;
  return rule.startsWith("preset-") ? "/rules?part=preview" : null;
}
