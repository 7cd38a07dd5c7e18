import { z } from "zod";

export const decisionSchema = z.enum(["allow", "deny", "ask", "tunnel", "off"]);
export type Decision = z.infer<typeof decisionSchema>;

export const usageSchema = z.object({
  model: z.string().nullable(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cache_creation_input_tokens: z.number().int(),
  cache_read_input_tokens: z.number().int(),
});
export type Usage = z.infer<typeof usageSchema>;

/**
 * One line of audit.jsonl. Field names are stable: people read the file with jq. Absent is null.
 * Text that came from outside is percent-encoded where it is not printable ASCII.
 */
export const auditRecordSchema = z.object({
  /** Order of appending, from 1, without gaps. */
  seq: z.number().int().positive(),
  /** The request's id, also in its intent: 26 characters, unique. */
  id: z.string(),
  /** When the request began: RFC 3339, UTC, milliseconds. */
  timestamp: z.string(),
  session_id: z.string().nullable(),
  session_name: z.string().nullable(),
  /** Built-in or custom service the host belongs to: "anthropic", "github"; null for other hosts. */
  service: z.string().nullable(),
  method: z.string().nullable(),
  scheme: z.enum(["http", "https", "ws", "wss", "tcp"]).nullable(),
  host: z.string().nullable(),
  port: z.number().int().nullable(),
  /** Path and query, query values replaced by "…" encoded as REDACTED. */
  path: z.string().nullable(),
  decision: decisionSchema,
  /** Name of the rule that decided. */
  rule: z.string(),
  reason: z.string().nullable(),
  auth_injected: z.boolean(),
  credential_id: z.string().nullable(),
  /** Status the container received; null when none was sent. */
  response_code: z.number().int().nullable(),
  duration_ms: z.number().nullable(),
  /** Time to the first byte of the answer's head. */
  ttfb_ms: z.number().nullable(),
  request_bytes: z.number().int(),
  response_bytes: z.number().int(),
  http_version: z.string().nullable(),
  usage: usageSchema.nullable(),
  cost_usd: z.number().nullable(),
  /** How many times the injected value was found in the answer and removed. */
  scrubbed: z.number().int(),
  /** How many like events this record stands for. */
  count: z.number().int().positive(),
  /** What went wrong after the decision: "interrupted", "upstream_reset", "client_abort", … */
  error: z.string().nullable(),
  prev_hash: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** A record before the log gave it its place in the chain. */
export type AuditEntry = Omit<AuditRecord, "seq" | "prev_hash" | "hash">;

export const genesisHash = "0".repeat(64);
