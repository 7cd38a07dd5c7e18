import { create } from "zustand";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { client } from "../../connection/connection.ts";
import { type AuditList, rowCount, seqAt, useAuditList } from "./auditState.ts";

/** Rows that are read at once; a chunk is asked for before its first row is in sight. */
const chunkRows = 200;
const lookAhead = 60;
const mostRecords = 12_000;
/** More questions at once would only queue before the one that matters: the rows in sight now. */
const mostAsked = 2;

/** Records by their number, in the order in which they came. Kept outside of any state: it is a cache. */
const records = new Map<number, AuditRecord>();

/** Numbers that the log does not have: asked for once, and never again. */
const gone = new Set<number>();

/** Counts up whenever records have come. */
export const useRecordsVersion = create<{ readonly version: number }>(() => ({ version: 0 }));

export function recordAt(list: AuditList, row: number): AuditRecord | null {
  return records.get(seqAt(list, row)) ?? null;
}

/** One record by its number, wherever it stands; it is asked for when it is not here. */
export function recordOf(seq: number): AuditRecord | null {
  return records.get(seq) ?? null;
}

/** True when the log does not have it. */
export async function needOne(seq: number): Promise<boolean> {
  if (records.has(seq)) return false;
  const answer = await client().audit.rows({ seqs: [seq] });
  keep(answer.records);
  return answer.records.length === 0;
}

export function keep(fresh: readonly AuditRecord[]): void {
  if (fresh.length === 0) return;
  for (const record of fresh) {
    // Set anew, so that it counts as the youngest.
    records.delete(record.seq);
    records.set(record.seq, record);
  }
  for (const seq of records.keys()) {
    if (records.size <= mostRecords) break;
    records.delete(seq);
  }
  useRecordsVersion.setState(({ version }) => ({ version: version + 1 }));
}

let wanted = { from: 0, to: -1 };
const asked = new Set<string>();

/** Says which rows are in sight: those that are not here are read, and then those around them. */
export function need(from: number, to: number): void {
  wanted = { from, to };
  ask();
}

function ask(): void {
  while (asked.size < mostAsked) {
    const list = useAuditList.getState();
    const seqs = nextChunk(list);
    if (!seqs) return;
    const key = keyOf(seqs);
    asked.add(key);
    client()
      .audit.rows({ seqs })
      .then(
        (answer) => {
          keep(answer.records);
          for (const seq of seqs) if (!records.has(seq)) gone.add(seq);
          asked.delete(key);
          ask();
        },
        // The next scroll asks again.
        () => asked.delete(key),
      );
  }
}

const keyOf = (seqs: readonly number[]): string => `${seqs[0]} ${seqs.length}`;

/** The missing records of the first chunk that lacks some: in sight first, then below, then above. */
function nextChunk(list: AuditList): number[] | null {
  const rows = rowCount(list);
  const { from, to } = wanted;
  for (const row of [from, to, to + lookAhead, from - lookAhead]) {
    if (row < 0 || row >= rows) continue;
    const seqs = missingOf(list, row, rows);
    if (seqs.length > 0 && !asked.has(keyOf(seqs))) return seqs;
  }
  return null;
}

/** Chunks lie fast: by number where all records are shown, so that new ones at the top do not move them. */
function missingOf(list: AuditList, row: number, rows: number): number[] {
  const shift = list.matches === null && list.sorted === null ? list.shownTo % chunkRows : 0;
  const first = Math.floor((row - shift) / chunkRows) * chunkRows + shift;
  const seqs: number[] = [];
  for (let at = Math.max(0, first); at < Math.min(rows, first + chunkRows); at++) {
    const seq = seqAt(list, at);
    if (seq > 0 && !records.has(seq) && !gone.has(seq)) seqs.push(seq);
  }
  return seqs;
}
