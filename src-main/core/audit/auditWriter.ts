import { mkdirSync } from "node:fs";
import type { PruneResult } from "../../../src-shared/contract/audit.ts";
import type { SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { Acknowledgement } from "./acknowledgement.ts";
import type { AppendFile } from "./appendFile.ts";
import { auditUnavailable } from "./auditUnavailable.ts";
import { CheckpointLog } from "./checkpointLog.ts";
import { HeldEntries } from "./heldEntries.ts";
import { type AuditIntent, IntentLog, type IntentsAfterCrash, readIntents } from "./intentLog.ts";
import { LiveLog } from "./liveLog.ts";
import { finishPrune, planPrune, preparePrune } from "./prune.ts";
import { dropTornTail, interruptedEntry, readTail, type Tail, unknownEntry } from "./recovery.ts";
import { listSegments } from "./segments.ts";
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

/**
 * The one writer of `audit.jsonl` and `audit/intent.log`. A record or an intent is with the kernel when the call
 * returns, so killing the process loses nothing; it is acknowledged once `onSynced` has named its number.
 *
 * When the log cannot be written, `intent` throws `audit_unavailable`: the request must be refused. `append` throws
 * too, but keeps the entry and writes it later: never append it again.
 */
export class AuditWriter {
  readonly #home: HomePaths;
  readonly #unlock: () => void;
  readonly #live: LiveLog;
  readonly #intents: IntentLog;
  readonly #checkpoints: CheckpointLog;
  readonly #acknowledged: Acknowledgement;
  readonly #held = new HeldEntries();
  #failure: AppError | null = null;
  #pruning = false;
  #retryTimer: NodeJS.Timeout | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #syncing: Promise<void> | null = null;
  /** Files that were replaced while a sync of theirs may still run. */
  readonly #retired: AppendFile[] = [];

  /** Throws `already_running`, `audit_broken` (the log is not as it was written) or `audit_unavailable`. */
  static async open(options: AuditWriterOptions): Promise<AuditWriter> {
    const { home } = options;
    try {
      mkdirSync(home.auditSegments, { recursive: true, mode: 0o700 });
      const unlock = takeWriterLock(home);
      let checkpoints: CheckpointLog | null = null;
      try {
        checkpoints = new CheckpointLog(home);
        if (checkpoints.pruned) finishPrune(home, checkpoints.pruned.seq);
        const left = readIntents(home);
        const tail = readTail(home, left, checkpoints);
        dropTornTail(home, tail.wholeBytes);
        const writer = new AuditWriter(options, tail, checkpoints, unlock);
        writer.#recordInterrupted(left, tail);
        return writer;
      } catch (error) {
        checkpoints?.close();
        unlock();
        throw error;
      }
    } catch (error) {
      throw error instanceof AppError ? error : auditUnavailable(home, error);
    }
  }

  private constructor(options: AuditWriterOptions, tail: Tail, checkpoints: CheckpointLog, unlock: () => void) {
    this.#home = options.home;
    this.#unlock = unlock;
    this.#checkpoints = checkpoints;
    this.#acknowledged = new Acknowledgement(this.#home, checkpoints, tail);
    this.#live = new LiveLog(
      {
        ...options,
        retire: (file) => this.#retire(file),
        onRotated: (head) => this.#acknowledged.signIfPossible(head),
      },
      tail,
    );
    this.#intents = new IntentLog(this.#home);
  }

  /** Why requests are refused, in one sentence; null while the log takes records. */
  get problem(): string | null {
    return this.#failure?.message ?? null;
  }

  /** Calls back with the number of the newest record on the disk, after each sync that brought new ones. */
  onSynced(listener: (seq: number) => void): void {
    this.#acknowledged.onNewer(listener);
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
      this.#held.add(entry);
      this.#recover();
      return;
    }
    try {
      this.#write(entry);
    } catch (error) {
      this.#held.add(entry);
      throw this.#fail(error);
    }
  }

  /** Resolves when everything appended so far is on the disk; rejects with the reason when it cannot be. */
  async flush(): Promise<void> {
    if (this.#failure) this.#recover();
    while (this.#isDirty()) await this.#sync();
  }

  /** Signs the newest record, once it is on the disk. */
  async signHead(): Promise<SignedHead> {
    await this.flush();
    return this.#acknowledged.sign(this.#live.head);
  }

  /** Removes the records before `firstKept`; a signed checkpoint takes their place. The caller has verified the log. */
  async prune(firstKept: number): Promise<PruneResult> {
    if (this.#pruning) throw new AppError("conflict", "The audit log is being pruned already.");
    this.#pruning = true;
    try {
      await this.flush();
      const { head } = this.#live;
      const kept = Math.min(firstKept, head.seq + 1);
      const prunedTo = this.#checkpoints.pruned?.seq ?? 0;
      if (kept <= prunedTo + 1) return { removed: 0, firstSeq: prunedTo + 1, freedBytes: 0, checkpoint: null };
      if (kept > this.#live.firstSeq) this.#live.rotate();
      const last = await preparePrune(this.#home, planPrune(listSegments(this.#home), prunedTo, kept), kept);
      const checkpoint = this.#acknowledged.signPruned(last, head);
      return {
        removed: last.seq - prunedTo,
        firstSeq: kept,
        freedBytes: finishPrune(this.#home, last.seq),
        checkpoint,
      };
    } finally {
      this.#pruning = false;
    }
  }

  /** Requests still in flight will be recorded as interrupted by the next writer. */
  async close(): Promise<void> {
    try {
      await this.flush();
      this.#acknowledged.seal(this.#live.head);
    } finally {
      await this.#syncing?.catch(() => {});
      if (this.#syncTimer) clearTimeout(this.#syncTimer);
      if (this.#retryTimer) clearInterval(this.#retryTimer);
      this.#closeRetired();
      this.#live.file?.close();
      this.#intents.close();
      this.#acknowledged.close();
      this.#unlock();
    }
  }

  #write(entry: AuditEntry): void {
    const seq = this.#live.write(entry);
    this.#intents.settle(entry.id, seq);
    this.#scheduleSync();
  }

  #recordInterrupted({ intents, unreadable }: IntentsAfterCrash, tail: Tail): void {
    for (const intent of intents) {
      if (!tail.recorded.has(intent.id)) this.#live.write(interruptedEntry(intent));
    }
    if (unreadable > 0) {
      const reason = "the disk lost what was noted of it";
      this.#live.write(unknownEntry("unreadable-intent", reason, "interrupted", unreadable));
    }
    this.#live.file?.syncNow();
    this.#intents.reset(this.#live.head.seq);
    this.#intents.file.syncNow();
    this.#acknowledged.note(this.#live.head);
  }

  #fail(error: unknown): AppError {
    this.#failure = error instanceof AppError ? error : auditUnavailable(this.#home, error);
    this.#retryTimer ??= setInterval(() => {
      try {
        this.#recover();
      } catch {
        // Still failing: `problem` says why, and the next turn tries again.
      }
    }, retryAfterMs).unref();
    return this.#failure;
  }

  /** Tries the disk again: writes what was held, in order, and throws if the log still takes nothing. */
  #recover(): void {
    try {
      this.#live.checkInPlace();
      this.#live.file?.repair();
      this.#intents.file.repair();
      this.#held.drain((entry) => this.#write(entry));
      this.#intents.probe();
    } catch (error) {
      throw this.#fail(error);
    }
    this.#failure = null;
    if (this.#retryTimer) clearInterval(this.#retryTimer);
    this.#retryTimer = null;
    this.#scheduleSync();
  }

  #isDirty(): boolean {
    const filesAreSynced = (this.#live.file?.isSynced ?? true) && this.#intents.file.isSynced;
    return this.#acknowledged.seq < this.#live.head.seq || !filesAreSynced;
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
    // Records in files rotated away were synced before that: syncing the live file covers all up to here.
    const { head } = this.#live;
    try {
      await Promise.all([this.#live.file?.sync(), this.#intents.file.sync()]);
      this.#live.checkInPlace();
    } catch (error) {
      throw this.#fail(error);
    }
    this.#acknowledged.note(head);
    const replaced = this.#intents.trim(head.seq);
    if (replaced) this.#retire(replaced);
  }

  #retire(file: AppendFile): void {
    this.#retired.push(file);
    if (!this.#syncing) this.#closeRetired();
  }

  #closeRetired(): void {
    for (const file of this.#retired.splice(0)) file.close();
  }
}
