import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { AuditSurvey } from "./auditSurvey.ts";
import type { AuditFilter } from "./filterSql.ts";
import { inTurns } from "./inTurns.ts";

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

/** Looks from the newest record back, in turns. The last piece may be empty. */
export async function* searchInPieces(
  survey: AuditSurvey,
  filter: AuditFilter,
  signal: AbortSignal,
): AsyncGenerator<FoundPiece> {
  const { firstSeq, newestSeq } = survey.bounds();
  const { lowest, top } = survey.range(filter);
  let isFirst = true;
  for await (const found of inTurns(top, lowest, signal, (high, floor) => survey.match(filter, high, floor))) {
    if (found.length === 0) continue;
    const records = isFirst ? survey.rows(found.slice(0, firstRecords)) : [];
    isFirst = false;
    yield { bytes: new Uint8Array(Uint32Array.from(found).buffer), records, firstSeq, newestSeq };
  }
  yield { bytes: new Uint8Array(0), records: [], firstSeq, newestSeq };
}
