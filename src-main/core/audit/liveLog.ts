import { renameSync } from "node:fs";
import { dirname } from "node:path";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { AppendFile, syncFolder } from "./appendFile.ts";
import { chainEntry } from "./chain.ts";
import type { Head } from "./checkpointLog.ts";
import type { Tail } from "./recovery.ts";
import { firstSeqOf, segmentPath } from "./segments.ts";

export interface LiveLogOptions {
  readonly home: HomePaths;
  readonly segmentBytes: number;
  /** Takes a file that was rotated away: a sync of it may still run, so it must not be closed at once. */
  readonly retire: (file: AppendFile) => void;
  /** Hears of each rotation; all that was rotated away is on the disk. */
  readonly onRotated: (head: Head) => void;
}

/** `audit.jsonl` and the chain that grows in it. */
export class LiveLog {
  readonly #options: LiveLogOptions;
  /** Null between a rotation's rename and the new file's creation, when that failed. */
  #file: AppendFile | null;
  #firstSeq: number;
  #seq: number;
  #hash: string;

  constructor(options: LiveLogOptions, tail: Tail) {
    this.#options = options;
    this.#seq = tail.seq;
    this.#hash = tail.hash;
    this.#file = new AppendFile(options.home.auditLog);
    this.#firstSeq = firstSeqOf(options.home.auditLog) ?? tail.seq + 1;
  }

  get file(): AppendFile | null {
    return this.#file;
  }

  /** Number and hash of the newest record. */
  get head(): Head {
    return { seq: this.#seq, hash: this.#hash };
  }

  /** Number of the record that the live file begins with, or will. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  /** Makes a segment of what the live file holds. */
  rotate(): void {
    if (this.#file && this.#file.position > 0) this.#rotate(this.#file);
  }

  /** Writes the entry's record and returns its number. Throws the system's error with the log as it was before. */
  write(entry: AuditEntry): number {
    const seq = this.#seq + 1;
    const { line, hash } = chainEntry(entry, seq, this.#hash);
    let file = this.#file ?? this.#create();
    if (file.position > 0 && file.position + line.length > this.#options.segmentBytes) file = this.#rotate(file);
    file.write(line);
    this.#seq = seq;
    this.#hash = hash;
    return seq;
  }

  /** A log that was moved or deleted under us would swallow records unseen. */
  checkInPlace(): void {
    if (!this.#file || this.#file.isInPlace()) return;
    throw new AppError(
      "audit_unavailable",
      `The audit log ${this.#file.path} was moved, deleted or cut while in use. Requests are refused.`,
      "Put the file back, or stop the daemon, move the folder `audit` away too, and start again with a new log.",
    );
  }

  /** Every step leaves a log that opens: synced live file; no live file, all in segments; new empty live file. */
  #rotate(file: AppendFile): AppendFile {
    file.syncNow();
    renameSync(file.path, segmentPath(this.#options.home, this.#firstSeq, this.#seq));
    this.#file = null;
    this.#options.retire(file);
    const fresh = this.#create();
    this.#options.onRotated(this.head);
    return fresh;
  }

  #create(): AppendFile {
    const { home } = this.#options;
    const file = new AppendFile(home.auditLog, { exclusive: true });
    this.#file = file;
    this.#firstSeq = this.#seq + 1;
    syncFolder(home.auditSegments);
    syncFolder(dirname(home.auditLog));
    return file;
  }
}
