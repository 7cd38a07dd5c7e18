import type { AuditRecord } from "../../src-shared/model/auditRecord.ts";
import { escapeLine } from "./output/escape.ts";
import { formatClock, formatCost, formatDuration, formatTokens, formatTraffic } from "./output/formats.ts";
import type { Colour, Paint } from "./output/paint.ts";
import { truncate } from "./output/width.ts";

const colours: Readonly<Record<AuditRecord["decision"], Colour>> = {
  allow: "green",
  tunnel: "yellow",
  ask: "yellow",
  deny: "red",
  off: "red",
};

/**
 * One record on one line: time, decision (`+key` where a credential was added), session, status, duration, bytes,
 * request, reason, usage. `width` cuts the line; null leaves it whole.
 */
export function auditLine(record: AuditRecord, paint: Paint, width: number | null): string {
  const decision = `${record.decision}${record.auth_injected ? "+key" : ""}`.padEnd(9);
  const front = [
    formatClock(record.timestamp),
    decision,
    truncate(escapeLine(record.session_name ?? "–"), 20).padEnd(20),
    String(record.response_code ?? "–").padStart(3),
    formatDuration(record.duration_ms).padStart(8),
    formatTraffic(record.response_bytes).padStart(8),
  ].join(" ");
  const line = `${front} ${escapeLine(requestText(record))}`;
  const cut = width === null ? line : truncate(line, width);
  return cut.replace(decision, paint(colours[record.decision], decision));
}

function requestText(record: AuditRecord): string {
  const port = record.port === null || record.port === 443 || record.port === 80 ? "" : `:${record.port}`;
  const parts = [`${record.method ?? "–"} ${record.host ?? "–"}${port}${record.path ?? ""}`];
  if (record.decision !== "allow") parts.push(`[${record.rule}${record.reason ? `: ${record.reason}` : ""}]`);
  if (record.error) parts.push(`(${record.error})`);
  if (record.count > 1) parts.push(`x${record.count}`);
  if (record.usage) {
    const { input_tokens, output_tokens } = record.usage;
    parts.push(`${formatTokens(input_tokens)} in, ${formatTokens(output_tokens)} out, ${formatCost(record.cost_usd)}`);
  }
  return parts.join(" ");
}
