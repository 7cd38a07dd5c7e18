import { statSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import type { HomePaths } from "../home.ts";
import { firstSeqOf, listSegments } from "./segments.ts";

/** Small enough that handling one chunk's lines does not hold up the thread, see the callers. */
const chunkBytes = 256 * 1024;
const newline = 0x0a;

/** A place between two lines of the log. A file keeps its first record's number when rotation renames it. */
export interface LogPosition {
  readonly firstSeq: number;
  readonly bytes: number;
}

export interface LogLine {
  /** Without its newline. */
  readonly text: string;
  /** The place behind this line. */
  readonly end: LogPosition;
}

/** Where the log ended at one moment: a file, whatever it is called by now, and its length. */
export interface LogEnd {
  readonly inode: number;
  readonly bytes: number;
}

/** Null while there is no file of the log. */
export function currentEnd(home: HomePaths): LogEnd | null {
  const live = endOf(home.auditLog);
  if (live) return live;
  // Between the two steps of a rotation, of which the first is done: the newest segment is where the log ends.
  const newest = listSegments(home).at(-1);
  return newest ? endOf(newest.path) : null;
}

function endOf(path: string): LogEnd | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? { inode: found.ino, bytes: found.size } : null;
}

/**
 * Reads the log in order, segments and then the live file, while it is appended to and rotated. It judges nothing:
 * what is missing or out of place is for the reader of the lines to see.
 */
export class LogReader {
  readonly #home: HomePaths;
  #position: LogPosition;
  #file: FileHandle | null = null;
  #unfinished = Buffer.alloc(0);
  readonly #until: LogEnd | null;

  /** Reads on to `until`, or to where the log ends when it is reached: a busy log may end never. */
  constructor(home: HomePaths, from: LogPosition = { firstSeq: 1, bytes: 0 }, until: LogEnd | null = null) {
    this.#home = home;
    this.#position = from;
    this.#until = until;
  }

  /** The place behind the last line read. */
  get position(): LogPosition {
    return this.#position;
  }

  /** Bytes at the end that do not make a whole line, yet. */
  get unfinished(): Buffer {
    return this.#unfinished;
  }

  /** Whole lines in batches, until the end of the log as it is then. Can be called again for what came later. */
  async *batches(): AsyncGenerator<LogLine[]> {
    for (;;) {
      if (!this.#file && !(await this.#openFrom(this.#position.firstSeq))) return;
      const file = this.#file!;
      if (this.#until && this.#position.bytes >= this.#until.bytes && (await file.stat()).ino === this.#until.inode) {
        this.#unfinished = Buffer.alloc(0);
        return;
      }
      // Asked before reading: a file that is not live now gets nothing more, so an empty read is its end.
      const isLive = await this.#isLive(file);
      const lines = await this.#readLines(file);
      if (lines.length > 0) yield lines;
      else if (isLive || !(await this.#openFrom(this.#position.firstSeq + 1))) return;
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #readLines(file: FileHandle): Promise<LogLine[]> {
    const from = this.#position.bytes;
    const chunk = Buffer.allocUnsafe(Math.max(chunkBytes, this.#unfinished.length * 2));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, from);
    const lines: LogLine[] = [];
    let start = 0;
    for (let at = nextNewline(chunk, 0, bytesRead); at >= 0; at = nextNewline(chunk, start, bytesRead)) {
      const end = { firstSeq: this.#position.firstSeq, bytes: from + at + 1 };
      lines.push({ text: chunk.toString("utf8", start, at), end });
      start = at + 1;
    }
    const before = this.#unfinished.length;
    this.#unfinished = Buffer.from(chunk.subarray(start, bytesRead));
    if (lines.length > 0) this.#position = lines.at(-1)!.end;
    // One line longer than the chunk: read again with more room.
    else if (this.#unfinished.length > before && bytesRead === chunk.length) return this.#readLines(file);
    return lines;
  }

  /** Opens the file whose first record is `firstSeq` or, where that is missing, the next one there is. */
  async #openFrom(firstSeq: number): Promise<boolean> {
    for (;;) {
      // The live file is looked at before the segments: what it no longer holds was renamed before that.
      const liveFirst = liveFirstSeq(this.#home, firstSeq);
      const segment = listSegments(this.#home).find((candidate) => candidate.firstSeq >= firstSeq);
      const first = segment?.firstSeq ?? liveFirst;
      if (first === null) return false;
      const file = await unlessMissing(open(segment?.path ?? this.#home.auditLog, "r"));
      if (file && (segment || liveFirstSeq(this.#home, firstSeq) === liveFirst)) {
        await this.#file?.close();
        this.#file = file;
        this.#unfinished = Buffer.alloc(0);
        if (first !== this.#position.firstSeq) this.#position = { firstSeq: first, bytes: 0 };
        return true;
      }
      // Rotated in between: look again.
      await file?.close();
    }
  }

  async #isLive(file: FileHandle): Promise<boolean> {
    const live = await unlessMissing(stat(this.#home.auditLog));
    return live !== null && live.ino === (await file.stat()).ino;
  }
}

/**
 * Number that the live file begins with; null while it is empty or absent. One that does not read, or that is too low
 * to be true, is taken for the number that should be there: the file must be read, not skipped.
 */
function liveFirstSeq(home: HomePaths, expected: number): number | null {
  const size = statSync(home.auditLog, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 ? null : Math.max(firstSeqOf(home.auditLog) ?? expected, expected);
}

/** Between the two steps of a rotation there is no live file. */
async function unlessMissing<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function nextNewline(chunk: Buffer, from: number, end: number): number {
  const at = chunk.indexOf(newline, from);
  return at < end ? at : -1;
}
