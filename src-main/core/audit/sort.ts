import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { AuditSurvey } from "./auditSurvey.ts";
import { inTurns } from "./inTurns.ts";
import type { SortQuery } from "./sortColumns.ts";
import { compareKeys, type Keyed, SortedRuns } from "./sortedRuns.ts";

export interface SortedPiece {
  /** How many records stand before these. */
  readonly at: number;
  /** Numbers as little-endian 32-bit integers, in order. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The first of all as whole records, with the first piece. */
  readonly records: AuditRecord[];
}

/** A screen full of rows. */
const firstRecords = 60;
/** Some milliseconds of merging. */
const merged = 20_000;

/**
 * The matching records in the order of a column. The first screen is found in one pass, which keeps no more than that
 * screen; a second pass sorts each turn's records by itself and merges the turns, so that others have theirs between.
 */
export async function* sortInPieces(
  survey: AuditSurvey,
  query: SortQuery,
  signal: AbortSignal,
): AsyncGenerator<SortedPiece> {
  const { order } = query;
  const range = survey.range(query);
  const top = Math.min(range.top, query.upTo);
  const turns = (most: number) =>
    inTurns(top, range.lowest, signal, (high, floor) => survey.run(query, high, floor, most));

  let first: Keyed[] = [];
  for await (const found of turns(firstRecords)) {
    first = [...first, ...found].sort((one, other) => compareKeys(one, other, order.descending)).slice(0, firstRecords);
  }
  if (signal.aborted) return;
  const seqs = first.map(([seq]) => seq);
  yield { at: 0, bytes: bytesOf(seqs), records: survey.rows(seqs) };
  if (first.length < firstRecords) return;

  const runs = new SortedRuns(order.descending);
  for await (const found of turns(Number.MAX_SAFE_INTEGER)) runs.add(found);
  for (let at = 0; !signal.aborted; ) {
    const next = runs.take(merged);
    if (next.length === 0) return;
    yield { at, bytes: bytesOf(next), records: [] };
    at += next.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const bytesOf = (seqs: readonly number[]): Uint8Array<ArrayBuffer> => new Uint8Array(Uint32Array.from(seqs).buffer);
