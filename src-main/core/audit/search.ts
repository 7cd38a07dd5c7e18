import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { AuditSurvey } from "./auditSurvey.ts";
import type { AuditFilter } from "./filterSql.ts";

export interface FoundPiece {
  /** Numbers as little-endian 32-bit integers, newest first. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The first matches of all, with the first piece that has some. */
  readonly records: AuditRecord[];
  readonly firstSeq: number;
  readonly newestSeq: number;
}

/** A screen full of rows. */
const firstRecords = 60;
/** Rows that the first turn looks at: what matches often is found within a millisecond. */
const firstSpan = 2_000;
const mostSpan = 250_000;
/** Turns grow or shrink to about this long, so that others have theirs. */
const turnMs = 12;

/** Looks from the newest record back, in turns. The last piece may be empty. */
export async function* searchInPieces(
  survey: AuditSurvey,
  filter: AuditFilter,
  signal: AbortSignal,
): AsyncGenerator<FoundPiece> {
  const { firstSeq, newestSeq } = survey.bounds();
  let span = firstSpan;
  let isFirst = true;
  for (let top = newestSeq; top >= firstSeq && top > 0 && !signal.aborted; ) {
    const startedAt = performance.now();
    const floor = Math.max(0, top - span);
    const found = survey.match(filter, top, floor);
    if (found.length > 0) {
      const records = isFirst ? survey.rows(found.slice(0, firstRecords)) : [];
      isFirst = false;
      yield { bytes: new Uint8Array(Uint32Array.from(found).buffer), records, firstSeq, newestSeq };
    }
    top = floor;
    const growth = Math.min(4, turnMs / Math.max(1, performance.now() - startedAt));
    span = Math.round(Math.min(mostSpan, Math.max(firstSpan, span * growth)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield { bytes: new Uint8Array(0), records: [], firstSeq, newestSeq };
}
