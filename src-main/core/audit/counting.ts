import type { AuditTally, CountedField, ValueCount } from "../../../src-shared/contract/audit.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type AuditFilter, filterToSql } from "./filterSql.ts";
import { inTurns } from "./inTurns.ts";
import type { ReadIndex } from "./readIndex.ts";
import { findField } from "./whereFields.ts";
import { likePattern } from "./whereSql.ts";

export interface ValuesQuery extends AuditFilter {
  readonly field: CountedField;
  readonly begins: string;
  readonly limit: number;
  /** Records that are looked at, from the newest back. */
  readonly most: number;
}

interface Range {
  readonly lowest: number;
  readonly top: number;
}

/** Values that are told apart: a container may invent as many hosts as it likes. */
const distinctAtMost = 5_000;
const tallyEveryMs = 200;

/** The values of one field among the matching records, the most frequent first. */
export async function countValues(
  read: ReadIndex,
  query: ValuesQuery,
  { lowest, top }: Range,
  signal: AbortSignal,
): Promise<{ values: ValueCount[]; complete: boolean }> {
  const column = findField(query.field)?.column;
  if (!column) throw new AppError("usage", `There is no field ${query.field} to count.`);
  const from = Math.max(lowest, top - query.most + 1);
  const begins = likePattern(`${query.begins.replace(/[*?]/g, "")}*`);
  const counts = new Map<string, { records: number; newest: number }>();
  const look = (high: number, floor: number): void => {
    const rows = read((database) => {
      const { sql, values } = filterToSql(database, query);
      return database
        .prepare(
          `SELECT CAST(${column} AS TEXT) AS value, count(*) AS records, max(seq) AS newest FROM records
             WHERE seq <= ? AND seq > ? AND ${column} IS NOT NULL AND ${column} LIKE ? ESCAPE '\\' AND ${sql}
             GROUP BY ${column} ORDER BY records DESC LIMIT ${distinctAtMost}`,
        )
        .all(high, floor, begins, ...values) as { value: string; records: number; newest: number }[];
    });
    for (const { value, records, newest } of rows) {
      const before = counts.get(value);
      if (before) before.records += records;
      else if (counts.size < distinctAtMost) counts.set(value, { records, newest });
    }
  };
  for await (const _ of inTurns(top, from, signal, look));
  const ranked = [...counts].sort(([, one], [, other]) => other.records - one.records || other.newest - one.newest);
  const values = ranked.slice(0, query.limit).map(([value, { records, newest }]) => ({
    value: isWhole(column) ? String(Number(value)) : value,
    records,
    lastAt: read((database) =>
      String(database.prepare("SELECT timestamp FROM records WHERE seq = ?").pluck().get(newest) ?? ""),
    ),
  }));
  return { values, complete: from <= lowest };
}

/** Stored as a real number, which is written 403.0. */
const isWhole = (column: string): boolean => column === "response_code";

/** Counts the matching records newer than one, from the newest back; what it has so far several times a second. */
export async function* tally(
  read: ReadIndex,
  filter: AuditFilter & { readonly after: number },
  { lowest, top }: Range,
  signal: AbortSignal,
): AsyncGenerator<AuditTally> {
  const sum = { records: 0, injected: 0, refused: 0, scrubbed: 0 };
  const look = (high: number, floor: number): void => {
    const found = read((database) => {
      const { sql, values } = filterToSql(database, filter);
      return database
        .prepare(
          `SELECT count(*) AS records, ifnull(sum(auth_injected), 0) AS injected,
             ifnull(sum(decision = 'deny'), 0) AS refused, ifnull(sum(scrubbed > 0), 0) AS scrubbed
           FROM records WHERE seq <= ? AND seq > ? AND ${sql}`,
        )
        .get(high, floor, ...values) as typeof sum;
    });
    for (const name of ["records", "injected", "refused", "scrubbed"] as const) sum[name] += found[name];
  };
  let saidAt = performance.now();
  for await (const _ of inTurns(top, Math.max(lowest, filter.after + 1), signal, look)) {
    if (performance.now() - saidAt < tallyEveryMs) continue;
    saidAt = performance.now();
    yield { ...sum, newestSeq: top, done: false };
  }
  if (!signal.aborted) yield { ...sum, newestSeq: top, done: true };
}
