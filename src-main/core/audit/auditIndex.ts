import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import type { Database } from "../storage/database.ts";
import { AuditSurvey } from "./auditSurvey.ts";
import { type AuditFilter, filterToSql } from "./filterSql.ts";
import { fromRow, type Row, selectColumns } from "./indexSchema.ts";
import {
  forgetRecords,
  isCorruption,
  newIndexStore,
  openIndexStore,
  type Progress,
  readProgress,
  storeRecords,
} from "./indexStore.ts";
import { type LogLine, LogReader } from "./logReader.ts";
import { readTotals, type Totals } from "./sessionTotals.ts";
import type { SqlCondition } from "./whereSql.ts";

export interface AuditQuery extends AuditFilter {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface AuditPage {
  readonly records: AuditRecord[];
  /** Records that match the filter, on whatever page. */
  readonly total: number;
}

/** Rows of one transaction, and of one event of `watch`: a few milliseconds of the thread. */
const rowsAtOnce = 1_000;
const watchPage = 200;

/**
 * A searchable copy of the log in `audit.sqlite`. It follows the log, never leads: what it holds can be thrown away
 * and is made anew whenever it does not fit the log.
 */
export class AuditIndex {
  readonly #home: HomePaths;
  #database: Database;
  #reader: LogReader;
  /** Lines that were read and are not stored yet: what is not acknowledged, and what could not be stored. */
  #ahead: readonly LogLine[] = [];
  #progress: Progress;
  #limit = 0;
  #running: Promise<void> | null = null;
  #closed = false;
  #isDamaged = false;
  readonly survey = new AuditSurvey((read) => this.#read(() => read(this.#database)));
  readonly #wakeUps = new Set<() => void>();

  static open(home: HomePaths): AuditIndex {
    return new AuditIndex(home);
  }

  private constructor(home: HomePaths) {
    this.#home = home;
    this.#database = openIndexStore(home);
    this.#progress = readProgress(this.#database);
    this.#reader = new LogReader(home, this.#progress.position);
  }

  /** Number of the newest indexed record; 0 while there is none. */
  get newestSeq(): number {
    return this.#progress.seq;
  }

  /** Indexes what was appended, up to record `acknowledgedSeq`. Cheap when there is nothing new. */
  catchUp(acknowledgedSeq: number = Number.MAX_SAFE_INTEGER): Promise<void> {
    this.#limit = Math.max(this.#limit, acknowledgedSeq);
    this.#running ??= this.#catchUp();
    return this.#running;
  }

  /** Newest first, or oldest first with `after`. Cursors are sequence numbers and exclusive. */
  query(query: AuditQuery): AuditPage {
    return this.#read(() => {
      const filter = this.#filter(query);
      return { records: this.#page(query, filter), total: this.#count(filter) };
    });
  }

  /** The records of `query` without the total, which costs more than a page. */
  page(query: AuditQuery): AuditRecord[] {
    return this.#read(() => this.#page(query, this.#filter(query)));
  }

  /**
   * The newest `tail` matching records in order, then each new one, until the signal aborts. Every turn reads on from
   * the last number seen, so there is no gap, no repeat, and no queue that a slow reader could fill.
   */
  async *watch(filter: AuditFilter & { tail: number }, signal: AbortSignal): AsyncGenerator<AuditRecord[]> {
    await this.#running;
    const condition = this.#read(() => this.#filter(filter));
    let cursor = this.newestSeq;
    const snapshot = this.#read(() =>
      this.#select(`seq <= ? AND ${condition.sql} ORDER BY seq DESC LIMIT ?`, [
        cursor,
        ...condition.values,
        filter.tail,
      ]),
    );
    for (let at = snapshot.length; at > 0; at -= watchPage) {
      yield snapshot.slice(Math.max(0, at - watchPage), at).toReversed();
    }
    while (!signal.aborted && !this.#closed) {
      const upTo = this.newestSeq;
      const found = this.#read(() =>
        this.#select(`seq > ? AND seq <= ? AND ${condition.sql} ORDER BY seq LIMIT ?`, [
          cursor,
          upTo,
          ...condition.values,
          watchPage,
        ]),
      );
      cursor = found.length === watchPage ? found.at(-1)!.seq : Math.max(cursor, upTo);
      if (found.length > 0) yield found;
      else await this.#untilNewer(cursor, signal);
    }
  }

  /** Drops the records before `firstKept`, which the log no longer has. */
  async forget(firstKept: number): Promise<void> {
    await this.#running?.catch(() => {});
    this.#progress = this.#read(() => forgetRecords(this.#database, this.#progress, firstKept));
  }

  /** Counters of one session, by its id, or of everything. */
  totals(sessionId: string | null = null): Totals {
    return this.#read(() => readTotals(this.#database, sessionId));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const wakeUp of this.#wakeUps) wakeUp();
    await this.#running?.catch(() => {});
    await this.#reader.close();
    this.#database.close();
  }

  async #catchUp(): Promise<void> {
    try {
      // A turn later, so that `#running` is set before it is cleared.
      await Promise.resolve();
      await this.#readNew().catch((error: unknown) => this.#noteDamage(error));
      if (!this.#isDamaged) return;
      this.#database.close();
      this.#database = newIndexStore(this.#home);
      this.#isDamaged = false;
      await this.#restartReader();
      await this.#readNew();
    } finally {
      this.#running = null;
      this.#limit = 0;
    }
  }

  /** Throws any error but one of a damaged file: that is noted, and mended by the next `catchUp`. */
  #noteDamage(error: unknown): void {
    if (!isCorruption(error)) throw error;
    this.#isDamaged = true;
  }

  /** SQLite finds damage where it reads, so a search may be the first to meet it. */
  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      this.#noteDamage(error);
      this.catchUp().catch(() => {});
      throw new AppError(
        "unavailable",
        "The index of the audit log was damaged and is being made anew; the log itself is not touched.",
        "Ask again in a moment.",
      );
    }
  }

  async #readNew(): Promise<void> {
    while (this.#progress.seq < this.#limit && !this.#closed) {
      const reached = this.#progress.position;
      this.#storeAhead();
      // Nothing is read while lines wait: the next ones would go before them.
      if (this.#ahead.length > 0) return;
      for await (const lines of this.#reader.batches()) {
        if (this.#closed) return;
        this.#ahead = lines;
        this.#storeAhead();
        if (this.#ahead.length > 0 || this.#progress.seq >= this.#limit) break;
      }
      if (this.#progress.position === reached) return;
    }
  }

  #storeAhead(): void {
    while (this.#ahead.length > 0) {
      const stored = this.#store(this.#ahead.slice(0, rowsAtOnce));
      if (stored === 0) return;
      this.#ahead = this.#ahead.slice(stored);
    }
  }

  #page(query: AuditQuery, filter: SqlCondition): AuditRecord[] {
    const range = query.after !== undefined ? "seq > ?" : "seq < ?";
    const cursor = query.after ?? query.before ?? Number.MAX_SAFE_INTEGER;
    const order = query.after !== undefined ? "ASC" : "DESC";
    return this.#select(`${range} AND ${filter.sql} ORDER BY seq ${order} LIMIT ?`, [
      cursor,
      ...filter.values,
      query.limit,
    ]);
  }

  async #restartReader(): Promise<void> {
    await this.#reader.close();
    this.#progress = readProgress(this.#database);
    this.#reader = new LogReader(this.#home, this.#progress.position);
    this.#ahead = [];
  }

  /** Stores what was acknowledged of `lines`, and returns how many lines that were. */
  #store(lines: readonly LogLine[]): number {
    const records: AuditRecord[] = [];
    let count = 0;
    for (const { text } of lines) {
      const record = parseRecord(text);
      if (record && record.seq > this.#limit) break;
      // A line that does not read is for `audit verify` to name; the others are still worth finding.
      if (record) records.push(record);
      count++;
    }
    const last = lines[count - 1];
    if (!last) return 0;
    this.#progress = storeRecords(this.#database, this.#progress, records, last.end);
    for (const wakeUp of this.#wakeUps) wakeUp();
    return count;
  }

  #filter(filter: AuditFilter): SqlCondition {
    return filterToSql(this.#database, filter);
  }

  #count(filter: SqlCondition): number {
    if (filter.sql === "1") return this.#progress.records;
    const row = this.#database
      .prepare(`SELECT count(*) AS total FROM records WHERE ${filter.sql}`)
      .get(...filter.values);
    return (row as { total: number }).total;
  }

  #select(rest: string, values: readonly (string | number)[]): AuditRecord[] {
    const rows = this.#database.prepare(`SELECT ${selectColumns} FROM records WHERE ${rest}`).all(...values);
    return (rows as Row[]).map(fromRow);
  }

  #untilNewer(seq: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wakeUp = () => {
        if (this.newestSeq <= seq && !signal.aborted && !this.#closed) return;
        this.#wakeUps.delete(wakeUp);
        signal.removeEventListener("abort", wakeUp);
        resolve();
      };
      this.#wakeUps.add(wakeUp);
      signal.addEventListener("abort", wakeUp);
      wakeUp();
    });
  }
}

function parseRecord(line: string): AuditRecord | null {
  try {
    const record = JSON.parse(line) as AuditRecord;
    return Number.isSafeInteger(record?.seq) && record.seq > 0 ? record : null;
  } catch {
    return null;
  }
}
