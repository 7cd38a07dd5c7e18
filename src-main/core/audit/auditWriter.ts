import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { AcknowledgedHeadFile } from "./acknowledgedHead.ts";
import { AppendFile, syncFolder } from "./appendFile.ts";
import { chainEntry } from "./chain.ts";
import { type AuditIntent, IntentLog, readIntents } from "./intentLog.ts";
import { dropTornTail, interruptedEntry, readTail, type Tail, unknownEntry } from "./recovery.ts";
import { firstSeqOf, listSegments, segmentPath } from "./segments.ts";
import { takeWriterLock } from "./writerLock.ts";

export type { AuditIntent } from "./intentLog.ts";

export interface AuditWriterOptions {
  readonly home: HomePaths;
  /** Size at which the live file is rotated, in bytes. */
  readonly segmentBytes: number;
}

/** Half of what is promised (50 ms), so that the sync itself has the other half. */
const syncAfterMs = 25;
const retryAfterMs = 1_000;
/** Entries held in memory while the disk takes none, about 10 MB; further ones are only counted. */
const heldEntries = 10_000;

/**
 * The one writer of `audit.jsonl` and `audit/intent.log`. A record or an intent is with the kernel when the call
 * returns, so killing the process loses nothing; it is acknowledged once `onSynced` has named its number.
 *
 * When the log cannot be written, `intent` throws `audit_unavailable`: the request must be refused. `append` throws
 * too, but keeps the entry and writes it later: never append it again.
 */
export class AuditWriter {
  readonly #home: HomePaths;
  readonly #segmentBytes: number;
  readonly #unlock: () => void;
  readonly #head: AcknowledgedHeadFile;
  readonly #intents: IntentLog;
  readonly #listeners: ((seq: number) => void)[] = [];
  /** Null between a rotation's rename and the new file's creation, when that failed. */
  #live: AppendFile | null;
  #firstSeq: number;
  #seq: number;
  #hash: string;
  #held: AuditEntry[] = [];
  #uncounted = 0;
  #failure: AppError | null = null;
  #retry: NodeJS.Timeout | null = null;

  #syncTimer: NodeJS.Timeout | null = null;
  #syncing: Promise<void> | null = null;
  #syncFailed = false;
  #syncedSeq: number;
  #syncedLive: number;
  #syncedIntents = 0;
  /** Files that were replaced while a sync of theirs may still run. */
  #retired: AppendFile[] = [];

  static async open(options: AuditWriterOptions): Promise<AuditWriter> {
    const { home } = options;
    try {
      mkdirSync(home.auditSegments, { recursive: true, mode: 0o700 });
      const unlock = takeWriterLock(home);
      try {
        const left = readIntents(home);
        const tail = readTail(home, left.afterSeq);
        dropTornTail(home, tail.wholeBytes);
        const writer = new AuditWriter(options, tail, unlock);
        writer.#recordInterrupted(left.intents, tail, left.unreadable);
        return writer;
      } catch (error) {
        unlock();
        throw error;
      }
    } catch (error) {
      throw error instanceof AppError ? error : unavailable(home, error);
    }
  }

  private constructor(options: AuditWriterOptions, tail: Tail, unlock: () => void) {
    this.#home = options.home;
    this.#segmentBytes = options.segmentBytes;
    this.#unlock = unlock;
    this.#seq = this.#syncedSeq = tail.seq;
    this.#hash = tail.hash;
    this.#live = new AppendFile(this.#home.auditLog);
    this.#syncedLive = this.#live.position;
    this.#firstSeq = firstSeqOf(this.#home.auditLog) ?? (listSegments(this.#home).at(-1)?.lastSeq ?? 0) + 1;
    this.#intents = new IntentLog(this.#home);
    this.#head = new AcknowledgedHeadFile(this.#home);
  }

  /** Why requests are refused, in one sentence; null while the log takes records. */
  get problem(): string | null {
    return this.#failure?.message ?? null;
  }

  /** Calls back with the number of the newest record on the disk, after each sync that brought new ones. */
  onSynced(listener: (seq: number) => void): void {
    this.#listeners.push(listener);
  }

  /** Writes down a request that is about to leave. Throws `audit_unavailable`: then it must not leave. */
  intent(intent: AuditIntent): void {
    if (this.#failure) this.#recover();
    try {
      this.#intents.write(intent);
    } catch (error) {
      throw this.#fail(error);
    }
    this.#scheduleSync();
  }

  /** Chains and writes the record of a request that has ended. */
  append(entry: AuditEntry): void {
    if (this.#failure) {
      this.#hold(entry);
      this.#recover();
      return;
    }
    try {
      this.#write(entry);
    } catch (error) {
      this.#hold(entry);
      throw this.#fail(error);
    }
  }

  /** Resolves when everything appended so far is on the disk; rejects with the reason when it cannot be. */
  async flush(): Promise<void> {
    if (this.#failure) this.#recover();
    while (this.#isDirty()) await this.#sync();
  }

  /** Requests still in flight will be recorded as interrupted by the next writer. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      if (this.#syncTimer) clearTimeout(this.#syncTimer);
      if (this.#retry) clearInterval(this.#retry);
      await this.#syncing?.catch(() => {});
      this.#closeRetired();
      this.#live?.close();
      this.#intents.close();
      this.#head.close();
      this.#unlock();
    }
  }

  #write(entry: AuditEntry): void {
    const seq = this.#seq + 1;
    const { line, hash } = chainEntry(entry, seq, this.#hash);
    let live = this.#live ?? this.#createLive();
    if (live.position > 0 && live.position + line.length > this.#segmentBytes) live = this.#rotate(live);
    live.write(line);
    this.#seq = seq;
    this.#hash = hash;
    this.#intents.settle(entry.id, seq);
    this.#scheduleSync();
  }

  /** Every step leaves a log that opens: synced live file; no live file, all in segments; new empty live file. */
  #rotate(live: AppendFile): AppendFile {
    try {
      live.syncNow();
    } catch (error) {
      this.#syncFailed = true;
      throw error;
    }
    renameSync(live.path, segmentPath(this.#home, this.#firstSeq, this.#seq));
    this.#live = null;
    this.#retire(live);
    return this.#createLive();
  }

  #createLive(): AppendFile {
    const live = new AppendFile(this.#home.auditLog, { exclusive: true });
    this.#live = live;
    this.#firstSeq = this.#seq + 1;
    this.#syncedLive = 0;
    syncFolder(this.#home.auditSegments);
    syncFolder(dirname(this.#home.auditLog));
    return live;
  }

  #recordInterrupted(intents: readonly AuditIntent[], tail: Tail, unreadable: number): void {
    for (const intent of intents) {
      if (!tail.ids.has(intent.id)) this.#write(interruptedEntry(intent));
    }
    if (unreadable > 0) {
      this.#write(unknownEntry("unreadable-intent", "the disk lost what was noted of it", "interrupted", unreadable));
    }
    this.#live?.syncNow();
    this.#intents.reset(this.#seq);
    this.#intents.file.syncNow();
    this.#acknowledge(this.#seq, this.#hash, this.#live?.position ?? 0, this.#intents.file.position);
  }

  #hold(entry: AuditEntry): void {
    if (this.#held.length < heldEntries) this.#held.push(entry);
    else this.#uncounted += entry.count;
  }

  #fail(error: unknown): AppError {
    this.#failure = error instanceof AppError ? error : unavailable(this.#home, error);
    this.#retry ??= setInterval(() => this.#recoverQuietly(), retryAfterMs).unref();
    return this.#failure;
  }

  /** Tries the disk again: writes what was held, in order, and throws if the log still takes nothing. */
  #recover(): void {
    try {
      this.#checkInPlace();
      if (this.#syncFailed) {
        this.#live?.rewrite(this.#syncedLive);
        this.#intents.file.rewrite(Math.min(this.#syncedIntents, this.#intents.file.position));
        this.#live?.syncNow();
        this.#intents.file.syncNow();
        this.#syncFailed = false;
      }
      this.#writeHeld();
      this.#intents.probe();
    } catch (error) {
      throw this.#fail(error);
    }
    this.#failure = null;
    if (this.#retry) clearInterval(this.#retry);
    this.#retry = null;
    this.#scheduleSync();
  }

  #recoverQuietly(): void {
    try {
      this.#recover();
    } catch {
      // Still failing: `problem` says why, and the next turn tries again.
    }
  }

  #writeHeld(): void {
    let written = 0;
    try {
      for (const entry of this.#held) {
        this.#write(entry);
        written++;
      }
    } finally {
      this.#held = this.#held.slice(written);
    }
    if (this.#uncounted === 0) return;
    const reason = "refused while the audit log could not be written; more than memory holds";
    this.#write(unknownEntry("audit-unavailable", reason, "audit_unavailable", this.#uncounted));
    this.#uncounted = 0;
  }

  /** A log that was moved or deleted under us would swallow records unseen. */
  #checkInPlace(): void {
    if (!this.#live || this.#live.isInPlace()) return;
    throw new AppError(
      "audit_unavailable",
      `The audit log ${this.#home.auditLog} was moved, deleted or cut while in use. Requests are refused.`,
      "Put the file back, or stop the daemon, move the folder `audit` away too, and start again with a new log.",
    );
  }

  #isDirty(): boolean {
    const liveEnd = this.#live?.position ?? 0;
    return (
      this.#syncedSeq < this.#seq || this.#syncedLive < liveEnd || this.#syncedIntents < this.#intents.file.position
    );
  }

  #scheduleSync(): void {
    if (this.#syncTimer || this.#syncing) return;
    this.#syncTimer = setTimeout(() => {
      this.#syncTimer = null;
      this.#sync().catch(() => {});
    }, syncAfterMs);
  }

  #sync(): Promise<void> {
    this.#syncing ??= this.#syncOnce().finally(() => {
      this.#syncing = null;
      this.#closeRetired();
      if (!this.#failure && this.#isDirty()) this.#scheduleSync();
    });
    return this.#syncing;
  }

  async #syncOnce(): Promise<void> {
    const live = this.#live;
    const intents = this.#intents.file;
    const [seq, hash, liveEnd, intentsEnd] = [this.#seq, this.#hash, live?.position ?? 0, intents.position];
    try {
      await Promise.all([live?.sync(), intents.sync()]);
      this.#checkInPlace();
    } catch (error) {
      this.#syncFailed ||= !(error instanceof AppError);
      throw this.#fail(error);
    }
    // Both files may have been replaced meanwhile; then the sync says nothing of the new ones.
    const liveSynced = live === this.#live ? liveEnd : this.#syncedLive;
    this.#acknowledge(seq, hash, liveSynced, intents === this.#intents.file ? intentsEnd : 0);
    this.#trimIntents(seq);
  }

  #trimIntents(seq: number): void {
    const before = this.#intents.file.position;
    const replaced = this.#intents.trim(seq);
    if (replaced) this.#retire(replaced);
    const after = this.#intents.file.position;
    // A rewritten file was synced before it took the place; an emptied one was not.
    if (after < before) this.#syncedIntents = replaced ? after : 0;
  }

  #acknowledge(seq: number, hash: string, liveEnd: number, intentsEnd: number): void {
    this.#syncedLive = liveEnd;
    this.#syncedIntents = intentsEnd;
    const isNew = seq > this.#syncedSeq;
    this.#syncedSeq = seq;
    try {
      this.#head.write({ seq, hash });
    } catch {
      // An older head is a weaker check of the log's end, no fault of the log.
    }
    if (isNew) for (const listener of this.#listeners) listener(seq);
  }

  #retire(file: AppendFile): void {
    this.#retired.push(file);
    if (!this.#syncing) this.#closeRetired();
  }

  #closeRetired(): void {
    for (const file of this.#retired) file.close();
    this.#retired = [];
  }
}

function unavailable(home: HomePaths, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  const reason =
    code === "ENOSPC" || code === "EDQUOT" ? "the disk is full" : String((error as Error).message ?? error);
  return new AppError(
    "audit_unavailable",
    `The audit log ${home.auditLog} cannot be written: ${reason}. Requests are refused until it can.`,
    `Free space on the disk that holds ${home.root}; it then goes on by itself.`,
    { cause: error },
  );
}
