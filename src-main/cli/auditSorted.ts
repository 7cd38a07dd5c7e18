import type { AuditOrder } from "../../src-shared/contract/audit.ts";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { AuditRecord } from "../../src-shared/model/auditRecord.ts";
import type { AuditFilterInput } from "./auditFilter.ts";

/** The first records in the order of a column, of those that there are now. */
export async function sortedRecords(
  client: ClauderonClient,
  filter: AuditFilterInput,
  order: AuditOrder,
  lines: number,
): Promise<readonly AuditRecord[]> {
  const newest = (await client.audit.query({ ...filter, limit: 1 })).records[0];
  if (!newest || lines === 0) return [];
  let seqs: number[] = [];
  for await (const { at, bytes } of client.audit.sort({ ...filter, order, upTo: newest.seq })) {
    seqs = [...seqs.slice(0, at), ...new Uint32Array(bytes.slice().buffer)];
    if (seqs.length >= lines) break;
  }
  return (await client.audit.rows({ seqs: seqs.slice(0, lines) })).records;
}
