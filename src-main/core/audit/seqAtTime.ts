import type { Database } from "../storage/database.ts";

export interface SeqBounds {
  readonly firstSeq: number;
  readonly newestSeq: number;
}

/** Both 0 while there is no record. */
export function seqBounds(database: Database): SeqBounds {
  const row = database
    .prepare("SELECT ifnull((SELECT min(seq) FROM records), 0) AS first, ifnull(max(seq), 0) AS newest FROM records")
    .get() as { first: number; newest: number };
  return { firstSeq: row.first, newestSeq: row.newest };
}

/**
 * The first record of a range that began at or after a time; one beyond the range when there is none. Record numbers
 * follow time, so that this is a binary search.
 */
export function firstSince(database: Database, time: string, firstSeq: number, newestSeq: number): number {
  // Stored times are UTC with milliseconds, and compare as text.
  const timestamp = new Date(time).toISOString();
  const read = database.prepare("SELECT timestamp FROM records WHERE seq >= ? LIMIT 1").pluck();
  let low = firstSeq;
  let high = newestSeq + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (((read.get(middle) as string | undefined) ?? "\uffff") >= timestamp) high = middle;
    else low = middle + 1;
  }
  return low;
}
