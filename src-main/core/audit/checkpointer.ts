import type { SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import type { CheckpointLog, Head } from "./checkpointLog.ts";

/** A checkpoint is due after so many records, and no later than this after a record that none covers. */
export const checkpointEvery = { records: 10_000, ms: 15 * 60_000 };

/** Decides when the log's head is signed. Only records on the disk are spoken of. */
export class Checkpointer {
  readonly #log: CheckpointLog;
  #head: Head;
  #timer: NodeJS.Timeout | null = null;

  constructor(log: CheckpointLog, head: Head) {
    this.#log = log;
    this.#head = head;
  }

  /** How many were signed. */
  get count(): number {
    return this.#log.newest?.number ?? 0;
  }

  noteSynced(head: Head): void {
    this.#head = head;
    if (this.#isSigned()) return;
    if (head.seq - (this.#log.newest?.seq ?? 0) >= checkpointEvery.records) this.signIfPossible(head);
    else this.#timer ??= setTimeout(() => this.signIfPossible(this.#head), checkpointEvery.ms).unref();
  }

  /** A checkpoint that the disk does not take now is a weaker check, no fault of the log: the next one makes up for it. */
  signIfPossible(head: Head): void {
    try {
      this.signNow(head);
    } catch {
      this.#stopTimer();
    }
  }

  /** Throws the system's error. */
  signNow(head: Head): SignedHead {
    this.#head = head;
    this.#stopTimer();
    return this.#log.export(this.#isSigned() && this.#log.newest ? this.#log.newest : this.#log.sign(head));
  }

  close(): void {
    this.#stopTimer();
    this.#log.close();
  }

  #isSigned(): boolean {
    return (this.#log.newest?.seq ?? 0) >= this.#head.seq && (this.#head.seq > 0 || this.#log.newest !== null);
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
