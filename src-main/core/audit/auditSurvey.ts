import type { AuditTally, ValueCount } from "../../../src-shared/contract/audit.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { countValues, tally, type ValuesQuery } from "./counting.ts";
import { type AuditFilter, filterToSql } from "./filterSql.ts";
import { fromRow, type Row, selectColumns } from "./indexSchema.ts";
import type { ReadIndex } from "./readIndex.ts";
import { firstSince, seqBounds } from "./seqAtTime.ts";
import { readTotals, type Totals } from "./sessionTotals.ts";
import { orderSql, type SortQuery, sortKey } from "./sortColumns.ts";
import type { Keyed } from "./sortedRuns.ts";

export interface SessionTotals extends Totals {
  readonly sessionId: string;
}

/** Counters of a range of records. */
export interface RangeTotals extends Totals {
  readonly injected: number;
}

export interface TimelineBucket {
  /** Start of the bucket, ms since 1970. */
  readonly at: number;
  /** First record of the bucket, or of the next that has one. */
  readonly firstSeq: number;
  readonly requests: number;
  readonly refused: number;
}

/** Refusals that are looked through for a list of them: a flood shows as a few lines, and costs no more. */
const refusalsAtMost = 5_000;

/** Questions about many records at once, for the screens. Each answers within milliseconds of a million records. */
export class AuditSurvey {
  readonly #read: ReadIndex;

  constructor(read: ReadIndex) {
    this.#read = read;
  }

  bounds(): { readonly firstSeq: number; readonly newestSeq: number } {
    return this.#read(seqBounds);
  }

  /** The numbers that the filter's times leave. */
  range({ from, to }: AuditFilter): { readonly lowest: number; readonly top: number } {
    return this.#read((database) => {
      const { firstSeq, newestSeq } = seqBounds(database);
      const edge = (time: string): number => firstSince(database, time, firstSeq, newestSeq);
      return {
        lowest: from === undefined ? firstSeq : edge(from),
        top: to === undefined ? newestSeq : edge(to) - 1,
      };
    });
  }

  values(query: ValuesQuery, signal: AbortSignal): Promise<{ values: ValueCount[]; complete: boolean }> {
    return countValues(this.#read, query, this.range(query), signal);
  }

  tally(filter: AuditFilter & { readonly after: number }, signal: AbortSignal): AsyncGenerator<AuditTally> {
    return tally(this.#read, filter, this.range(filter), signal);
  }

  /** Numbers of the matching records with `floor < seq <= top`, newest first. */
  match(filter: AuditFilter, top: number, floor: number): number[] {
    return this.#read((database) => {
      const { sql, values } = filterToSql(database, filter);
      return database
        .prepare(`SELECT seq FROM records WHERE seq <= ? AND seq > ? AND ${sql} ORDER BY seq DESC`)
        .pluck()
        .all(top, floor, ...values) as number[];
    });
  }

  /** At most `most` of the matching records with `floor < seq <= top`, in the order of a column. */
  run({ order, ...filter }: SortQuery, top: number, floor: number, most: number): Keyed[] {
    return this.#read((database) => {
      const { sql, values } = filterToSql(database, filter);
      return database
        .prepare(
          `SELECT seq, ${sortKey(order)} AS key FROM records WHERE seq <= ? AND seq > ? AND ${sql}
           ORDER BY ${orderSql(order)} LIMIT ?`,
        )
        .raw()
        .all(top, floor, ...values, most) as Keyed[];
    });
  }

  /** The records with these numbers, in this order; those that are gone are left out. */
  rows(seqs: readonly number[]): AuditRecord[] {
    return this.#read((database) => {
      const get = database.prepare(`SELECT ${selectColumns} FROM records WHERE seq = ?`);
      return seqs.map((seq) => get.get(seq) as Row | undefined).flatMap((row) => (row ? [fromRow(row)] : []));
    });
  }

  /** The first record that began at or after a time; one beyond the newest when there is none. */
  firstSince(timestamp: string): number {
    const { firstSeq, newestSeq } = this.bounds();
    return this.#read((database) => firstSince(database, timestamp, firstSeq, newestSeq));
  }

  sum(fromSeq: number, toSeq: number): RangeTotals {
    return this.#read(
      (database) =>
        database
          .prepare(
            `SELECT ifnull(sum(count), 0) AS requests,
               ifnull(sum(CASE WHEN decision = 'deny' THEN count END), 0) AS denials,
               ifnull(sum(CASE WHEN auth_injected THEN count END), 0) AS injected,
               ifnull(sum(usage_input_tokens), 0) AS inputTokens, ifnull(sum(usage_output_tokens), 0) AS outputTokens,
               ifnull(sum(usage_cache_creation_input_tokens + usage_cache_read_input_tokens), 0) AS cacheTokens,
               ifnull(sum(cost_usd), 0) AS costUsd
             FROM records WHERE seq BETWEEN ? AND ?`,
          )
          .get(fromSeq, toSeq) as RangeTotals,
    );
  }

  /** The newest refusal of each session, rule and host since a record, with their number; newest first. */
  refusals(fromSeq: number): { readonly record: AuditRecord; readonly count: number }[] {
    return this.#read((database) => {
      const rows = database
        .prepare(
          `SELECT max(seq) AS newest, sum(count) AS total FROM
             (SELECT seq, session_id, rule, host, port, count FROM records INDEXED BY records_refused
                WHERE decision = 'deny' AND seq >= ? ORDER BY seq DESC LIMIT ${refusalsAtMost})
           WHERE session_id IS NOT NULL AND host IS NOT NULL GROUP BY session_id, rule, host, port
           ORDER BY newest DESC LIMIT 200`,
        )
        .all(fromSeq) as { newest: number; total: number }[];
      const get = database.prepare(`SELECT ${selectColumns} FROM records WHERE seq = ?`);
      return rows.map(({ newest, total }) => ({ record: fromRow(get.get(newest) as Row), count: total }));
    });
  }

  /** How many requests since a record went to one place, whatever their query. */
  countAt(fromSeq: number, place: { method: string; host: string; port: number; path: string }): number {
    return this.#read(
      (database) =>
        database
          .prepare(
            `SELECT ifnull(sum(count), 0) FROM records WHERE seq >= ? AND host = ? AND port = ? AND method = ?
               AND (path = ? OR substr(path, 1, ?) = ?)`,
          )
          .pluck()
          .get(
            fromSeq,
            place.host,
            place.port,
            place.method,
            place.path,
            place.path.length + 1,
            `${place.path}?`,
          ) as number,
    );
  }

  bySession(): SessionTotals[] {
    return this.#read((database) => {
      const ids = database.prepare("SELECT session_id FROM session_totals").pluck().all() as string[];
      return ids.map((sessionId) => ({ sessionId, ...readTotals(database, sessionId) }));
    });
  }

  /** The time of the log, or a part of it, in equal buckets. Each edge is a binary search. */
  timeline(buckets: number, part: { readonly from?: string | undefined; readonly to?: string | undefined } = {}) {
    const bounds = this.bounds();
    if (bounds.newestSeq === 0) return [];
    return this.#read((database): TimelineBucket[] => {
      const at = database.prepare("SELECT timestamp FROM records WHERE seq >= ? LIMIT 1").pluck();
      const start = Date.parse(part.from ?? (at.get(bounds.firstSeq) as string));
      const last = part.to === undefined ? Date.parse(at.get(bounds.newestSeq) as string) + 1 : Date.parse(part.to);
      const end = Math.max(last, start + buckets);
      const step = (end - start) / buckets;
      const edge = (time: string): number => firstSince(database, time, bounds.firstSeq, bounds.newestSeq);
      const firstSeq = part.from === undefined ? bounds.firstSeq : edge(part.from);
      const newestSeq = part.to === undefined ? bounds.newestSeq : edge(part.to) - 1;
      const refused = database
        .prepare(
          "SELECT count(*) FROM records INDEXED BY records_refused WHERE decision = 'deny' AND seq >= ? AND seq < ?",
        )
        .pluck();
      let from = firstSeq;
      return Array.from({ length: buckets }, (_, number): TimelineBucket => {
        const next = new Date(start + (number + 1) * step).toISOString();
        const to = number === buckets - 1 ? newestSeq + 1 : firstSince(database, next, from, newestSeq);
        const bucket = {
          at: Math.round(start + number * step),
          firstSeq: from,
          requests: to - from,
          refused: refused.get(from, to) as number,
        };
        from = to;
        return bucket;
      });
    });
  }
}
