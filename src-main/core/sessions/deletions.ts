import { setTimeout as delay } from "node:timers/promises";
import type { DataReport, Deletion } from "../../../src-shared/contract/sessions.ts";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { sessionPaths } from "../home.ts";
import { unsavedWork } from "./actionErrors.ts";
import { bringBack } from "./bringBack.ts";
import { dataReport } from "./dataReport.ts";
import { findDeleted, isExpired, shownDeleted } from "./deletedSession.ts";
import type { SessionParts } from "./parts.ts";
import { pushTarget } from "./pushTarget.ts";
import { readUnsavedWork } from "./sessionReader.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { DeletedRecord, SessionRecord } from "./sessionStore.ts";
import { setAddresses } from "./sessionsAtProxy.ts";

const defaultIntervalMs = 10 * 60_000;

/** Ends sessions, keeps what they leave for a while, and brings them back or destroys them for good. */
export class Deletions {
  readonly #parts: SessionParts;
  readonly #runner: SessionRunner;
  readonly #find: (text: string) => SessionRecord;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /** `find` throws `session_not_found`. */
  constructor(parts: SessionParts, runner: SessionRunner, find: (text: string) => SessionRecord) {
    this.#parts = parts;
    this.#runner = runner;
    this.#find = find;
  }

  /** Destroys what has expired, now and from time to time. */
  open(): void {
    this.#running = this.#watch();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async preview(text: string, options: { readonly purge: boolean }): Promise<DataReport> {
    return this.#report(this.#find(text), options.purge);
  }

  /**
   * Removes the containers, and keeps the files as a copy unless they are to be purged. Refuses while the clone holds
   * work that exists nowhere else.
   */
  async delete(text: string, options: { readonly force: boolean; readonly purge: boolean }): Promise<Deletion> {
    const { id } = this.#find(text);
    return this.#parts.locks.run(id, async () => {
      const record = this.#find(id);
      const report = options.force
        ? this.#reportOf(record, options.purge, [])
        : await this.#report(record, options.purge);
      if (report.unsaved.length > 0) {
        throw unsavedWork(record, sessionPaths(this.#parts.options.home, id).home, report.unsaved);
      }
      // An agent that never ran has left nothing.
      const kept =
        options.purge || record.state === "creating" ? null : await this.#runner.setAside(record, this.#now());
      if (kept === null) await this.#runner.destroy(record);
      await setAddresses(this.#parts);
      return { ...report, deleted: kept && shownDeleted(kept) };
    });
  }

  /** The last deleted first. */
  list(): DeletedSession[] {
    return this.#parts.registry.deleted().map(shownDeleted);
  }

  onChange(listener: () => void): () => void {
    return this.#parts.registry.onDeletedChange(listener);
  }

  /** Makes a deleted session one again, under another name if one is given, with a new secret; does not start it. */
  async restore(text: string, name?: string): Promise<Session> {
    const { record } = this.#findDeleted(text);
    const wanted = name ?? record.name;
    // A creation of the same name must not come in between.
    const back = await this.#parts.locks.run(`name ${wanted}`, () =>
      this.#parts.locks.run(record.id, () =>
        bringBack(this.#parts, this.#runner, this.#findDeleted(record.id), wanted),
      ),
    );
    return this.#parts.registry.shown(back);
  }

  /** Destroys the copy of a deleted session for good. */
  async purge(text: string): Promise<DeletedSession> {
    const { id } = this.#findDeleted(text).record;
    return this.#parts.locks.run(id, async () => {
      const deleted = this.#findDeleted(id);
      await this.#runner.destroyCopy(deleted);
      return shownDeleted(deleted);
    });
  }

  /** Destroys the copies whose time is over. One that cannot be is tried again. */
  async destroyExpired(): Promise<void> {
    const { options, registry } = this.#parts;
    for (const { record } of registry.deleted().filter((one) => isExpired(one, this.#now()))) {
      if (this.#closing.signal.aborted) return;
      await this.#parts.locks
        .run(record.id, async () => {
          const still = registry.deletedRecord(record.id);
          if (still) await this.#runner.destroyCopy(still);
        })
        .then(
          () =>
            options.log.info(
              { session: record.name },
              "The copy of a deleted session was destroyed: its time was over",
            ),
          (error: unknown) =>
            options.log.warn({ err: error, session: record.name }, "An expired copy could not be destroyed"),
        );
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.destroyExpired();
      const wait = this.#parts.options.deletedIntervalMs ?? defaultIntervalMs;
      await delay(wait, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  #now(): Date {
    return this.#parts.options.now?.() ?? new Date();
  }

  #findDeleted(text: string): DeletedRecord {
    return findDeleted(this.#parts.registry.deleted(), text);
  }

  async #report(record: SessionRecord, purge: boolean): Promise<DataReport> {
    return this.#reportOf(record, purge, await readUnsavedWork(this.#parts, record));
  }

  #reportOf(record: SessionRecord, purge: boolean, unsaved: readonly string[]): DataReport {
    const paths = sessionPaths(this.#parts.options.home, record.id);
    return dataReport(record, paths, { unsaved, purge, push: pushTarget(record, unsaved) });
  }
}
