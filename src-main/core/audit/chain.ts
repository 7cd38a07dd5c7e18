import { hash as digest } from "node:crypto";
import type { AuditEntry, AuditRecord, Usage } from "../../../src-shared/model/auditRecord.ts";
import { hasCanonicalKeyOrder } from "./canonicalJson.ts";
import { printable } from "./printable.ts";

export interface ChainedLine {
  /** The record as it stands in the file: canonical JSON with its hash, and a newline. Printable ASCII only. */
  readonly line: string;
  readonly hash: string;
}

/**
 * Gives an entry its place in the chain. The line is canonical JSON itself, so that anyone can check it by cutting
 * `"hash"` out and hashing what is left. Keys are spelled in canonical order here, because sorting them for each
 * request would cost more than the rest of the record.
 */
export function chainEntry(entry: AuditEntry, seq: number, previousHash: string): ChainedLine {
  const beforeHash = JSON.stringify({
    auth_injected: entry.auth_injected,
    cost_usd: entry.cost_usd,
    count: entry.count,
    credential_id: ascii(entry.credential_id),
    decision: entry.decision,
    duration_ms: entry.duration_ms,
    error: ascii(entry.error),
  });
  const afterHash = JSON.stringify({
    host: ascii(entry.host),
    http_version: ascii(entry.http_version),
    id: entry.id,
    method: ascii(entry.method),
    path: ascii(entry.path),
    port: entry.port,
    prev_hash: previousHash,
    reason: ascii(entry.reason),
    request_bytes: entry.request_bytes,
    response_bytes: entry.response_bytes,
    response_code: entry.response_code,
    rule: ascii(entry.rule),
    scheme: entry.scheme,
    scrubbed: entry.scrubbed,
    seq,
    service: ascii(entry.service),
    session_id: ascii(entry.session_id),
    session_name: ascii(entry.session_name),
    timestamp: entry.timestamp,
    ttfb_ms: entry.ttfb_ms,
    usage: entry.usage && canonicalUsage(entry.usage),
  });
  const head = beforeHash.slice(0, -1);
  const tail = afterHash.slice(1);
  const hash = digest("sha256", `${head},${tail}`, "hex");
  return { line: `${head},"hash":"${hash}",${tail}\n`, hash };
}

function ascii(text: string | null): string | null {
  return text === null ? null : printable(text);
}

function canonicalUsage(usage: Usage): Usage {
  return {
    cache_creation_input_tokens: usage.cache_creation_input_tokens,
    cache_read_input_tokens: usage.cache_read_input_tokens,
    input_tokens: usage.input_tokens,
    model: ascii(usage.model),
    output_tokens: usage.output_tokens,
  };
}

/** A record whose own hash holds, or null. Says nothing of its neighbours. */
export function checkLine(line: string): AuditRecord | null {
  let record: AuditRecord;
  try {
    record = JSON.parse(line) as AuditRecord;
  } catch {
    return null;
  }
  if (typeof record !== "object" || record === null || Array.isArray(record)) return null;
  // Parsers differ on repeated keys and spare white space: a line that does not read back as written is not ours.
  if (JSON.stringify(record) !== line || !hasCanonicalKeyOrder(record)) return null;
  const { hash, ...hashed } = record;
  if (!Number.isSafeInteger(record.seq) || typeof record.prev_hash !== "string") return null;
  return digest("sha256", JSON.stringify(hashed), "hex") === hash ? record : null;
}
