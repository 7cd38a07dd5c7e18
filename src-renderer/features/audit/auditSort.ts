import type { AuditOrder } from "../../../src-shared/contract/audit.ts";
import { client } from "../../connection/connection.ts";
import { keep } from "./auditRecords.ts";
import { timeRowCount, useAuditList } from "./auditState.ts";

const showEveryMs = 200;

let running: { cancel(): void } | null = null;

/** Puts the held list in the order of a column; null is the newest first again. */
export function sortBy(order: AuditOrder | null): void {
  running?.cancel();
  running = null;
  if (order === null) useAuditList.setState({ order, sorted: null });
  else void sort(order);
}

/** The rows that are shown stay until the first of the order are there, which are soon followed by all. */
async function sort(order: AuditOrder): Promise<void> {
  useAuditList.setState({ order });
  const startedAt = performance.now();
  const { filter, shownTo: upTo, ...list } = useAuditList.getState();
  let seqs = new Uint32Array(timeRowCount({ ...list, shownTo: upTo }));
  let end = 0;
  let shownAt: number | null = null;
  const stream = client().audit.sort({ ...filter, order, upTo });
  running = stream;
  try {
    for await (const { at, bytes, records } of stream) {
      if (running !== stream) return;
      const piece = new Uint32Array(bytes.slice().buffer);
      end = at + piece.length;
      // A search that was still going on has found more since.
      if (end > seqs.length) seqs = extended(seqs, end);
      seqs.set(piece, at);
      keep(records);
      if (shownAt !== null && performance.now() - shownAt < showEveryMs) continue;
      if (shownAt === null) useAuditList.setState({ tookMs: performance.now() - startedAt });
      shownAt = performance.now();
      useAuditList.setState({ sorted: { order, seqs, isDone: false } });
    }
    if (running === stream) useAuditList.setState({ sorted: { order, seqs: seqs.subarray(0, end), isDone: true } });
  } catch (error) {
    if (running === stream) useAuditList.setState({ order: null, sorted: null, error: error as Error });
  }
}

function extended(seqs: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(length);
  longer.set(seqs);
  return longer;
}
