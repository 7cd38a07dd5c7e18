export type FieldType = "text" | "number" | "boolean";

/**
 * Fields of a record that an expression may name, and the columns of the index that hold them. The index's schema,
 * its rows and the expressions all follow this table.
 */
export const recordFields = {
  seq: "number",
  id: "text",
  timestamp: "text",
  session_id: "text",
  session_name: "text",
  service: "text",
  method: "text",
  scheme: "text",
  host: "text",
  port: "number",
  path: "text",
  decision: "text",
  rule: "text",
  reason: "text",
  auth_injected: "boolean",
  credential_id: "text",
  response_code: "number",
  duration_ms: "number",
  ttfb_ms: "number",
  request_bytes: "number",
  response_bytes: "number",
  http_version: "text",
  cost_usd: "number",
  scrubbed: "number",
  count: "number",
  error: "text",
  prev_hash: "text",
  hash: "text",
} as const satisfies Record<string, FieldType>;

export const usageFields = {
  model: "text",
  input_tokens: "number",
  output_tokens: "number",
  cache_creation_input_tokens: "number",
  cache_read_input_tokens: "number",
} as const satisfies Record<string, FieldType>;

export interface Field {
  /** As a person writes it. */
  readonly name: string;
  readonly column: string;
  readonly type: FieldType;
}

const fields = new Map<string, Field>();
for (const [name, type] of Object.entries(recordFields)) fields.set(name, { name, column: name, type });
for (const [name, type] of Object.entries(usageFields)) {
  const field: Field = { name: `usage.${name}`, column: `usage_${name}`, type };
  fields.set(field.name, field);
  fields.set(name, field);
}

export function findField(name: string): Field | undefined {
  return fields.get(name);
}

export function fieldNames(): string[] {
  return [...fields.keys()];
}

/** The field a person may have meant: the one that the fewest edits away, if they are few. */
export function nearestField(name: string): string | null {
  const ranked = fieldNames()
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate) }))
    .sort((left, right) => left.distance - right.distance);
  const best = ranked[0]!;
  return best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : null;
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let to_ = 1; to_ <= to.length; to_++) {
      const replace = row[to_ - 1]! + (from[at - 1] === to[to_ - 1] ? 0 : 1);
      next.push(Math.min(replace, row[to_]! + 1, next[to_ - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
