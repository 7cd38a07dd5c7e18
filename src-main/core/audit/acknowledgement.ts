import type { Checkpoint, SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import type { HomePaths } from "../home.ts";
import { AcknowledgedHeadFile } from "./acknowledgedHead.ts";
import { Checkpointer } from "./checkpointer.ts";
import type { CheckpointLog, Head } from "./checkpointLog.ts";

/** How far the log is on the disk for certain: told to its listeners, remembered in `audit/head.json`, signed in time. */
export class Acknowledgement {
  readonly #file: AcknowledgedHeadFile;
  readonly #checkpoints: CheckpointLog;
  readonly #checkpointer: Checkpointer;
  readonly #listeners: ((seq: number) => void)[] = [];
  #seq: number;

  constructor(home: HomePaths, checkpoints: CheckpointLog, head: Head) {
    this.#file = new AcknowledgedHeadFile(home);
    this.#checkpoints = checkpoints;
    this.#checkpointer = new Checkpointer(checkpoints, head);
    this.#seq = head.seq;
  }

  /** Number of the newest record that was acknowledged. */
  get seq(): number {
    return this.#seq;
  }

  onNewer(listener: (seq: number) => void): void {
    this.#listeners.push(listener);
  }

  /** A sync has brought all up to this record to the disk. */
  note(head: Head): void {
    const isNew = head.seq > this.#seq;
    this.#seq = head.seq;
    this.#checkpointer.noteSynced(head);
    this.#remember(head);
    if (isNew) for (const listener of this.#listeners) listener(head.seq);
  }

  /** Throws the system's error. */
  sign(head: Head): SignedHead {
    const signed = this.#checkpointer.signNow(head);
    this.#remember(head);
    return signed;
  }

  signIfPossible(head: Head): void {
    this.#checkpointer.signIfPossible(head);
  }

  /** Signs that the records up to `last` are gone, and that the log goes on to `head`. Throws the system's error. */
  signPruned(last: Head, head: Head): Checkpoint {
    const checkpoint = this.#checkpoints.sign(last, "pruned");
    this.signIfPossible(head);
    this.#remember(head);
    return checkpoint;
  }

  /** The last word of a log that is closed. */
  seal(head: Head): void {
    this.signIfPossible(head);
    this.#remember(head);
  }

  close(): void {
    this.#file.close();
    this.#checkpointer.close();
  }

  #remember({ seq, hash }: Head): void {
    try {
      this.#file.write({ seq, hash, checkpoint: this.#checkpointer.count });
    } catch {
      // An older head is a weaker check of the log's end, no fault of the log.
    }
  }
}
