import { renameSync } from "node:fs";
import { dirname } from "node:path";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { AppendFile, syncFolder } from "./appendFile.ts";
import { chainEntry } from "./chain.ts";
import type { Tail } from "./recovery.ts";
import { firstSeqOf, listSegments, segmentPath } from "./segments.ts";

export interface LiveLogOptions {
  readonly home: HomePaths;
  readonly segmentBytes: number;
  /** Takes a file that was rotated away: a sync of it may still run, so it must not be closed at once. */
  readonly retire: (file: AppendFile) => void;
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
    this.#firstSeq = firstSeqOf(options.home.auditLog) ?? (listSegments(options.home).at(-1)?.lastSeq ?? 0) + 1;
  }

  get file(): AppendFile | null {
    return this.#file;
  }

  /** Number and hash of the newest record. */
  get head(): { seq: number; hash: string } {
    return { seq: this.#seq, hash: this.#hash };
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
    return this.#create();
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
