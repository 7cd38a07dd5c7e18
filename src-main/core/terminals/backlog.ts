import type { OutputKind } from "./filtered.ts";
import { findOverwritten } from "./overwritten.ts";

/** As much output as this is worth looking for what need not be parsed. */
const worthSkippingBytes = 192 * 1024;
const bell = 0x07;
/** Lines of kilobytes would make a picture far larger than one that is drawn from the screen. */
const maxPictureBytes = 512 * 1024;

interface Output {
  readonly bytes: Uint8Array;
  readonly kind: OutputKind;
  /** Lines that push out everything the screen remembers from before. */
  readonly fillsMemory?: true;
}

/** What waits for a screen, in order: output in whole sequences, and things to do when all before is parsed. */
export class Backlog {
  #jobs: (Output | (() => void))[] = [];
  #bytes = 0;

  /** Bytes that wait to be parsed. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  addOutput(bytes: Uint8Array, kind: OutputKind): void {
    this.#jobs.push({ bytes, kind });
    this.#bytes += bytes.length;
  }

  addJob(job: () => void): void {
    this.#jobs.push(job);
  }

  clear(): void {
    this.#jobs = [];
    this.#bytes = 0;
  }

  /** Does or parses one after the other until `isOver`. `parse` takes the start of what it gets, and says how much. */
  work(parse: (bytes: Uint8Array) => number, isOver: () => boolean): void {
    let done = 0;
    while (done < this.#jobs.length) {
      const job = this.#jobs[done]!;
      if (typeof job === "function") {
        done++;
        job();
      } else {
        const { bytes, kind } = job;
        const end = parse(bytes);
        this.#bytes -= end;
        if (bytes.length > end) this.#jobs[done] = { bytes: bytes.subarray(end), kind };
        else done++;
      }
      if (isOver()) break;
    }
    this.#jobs.splice(0, done);
  }

  /**
   * Leaves out what the output behind it pushes out of a memory of so many `lines` before anybody could see it. The
   * screen must scroll as a whole, and stand between two sequences.
   */
  skip(lines: number): void {
    const next = this.#jobs.findIndex((job) => typeof job === "function");
    const output = this.#jobs.slice(0, next < 0 ? this.#jobs.length : next) as Output[];
    const size = output.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (size < worthSkippingBytes) return;
    const linesOnly = output.every(({ kind }) => kind === "lines");
    const rest = keptOf(
      output.map(({ bytes }) => bytes),
      lines,
      linesOnly,
    );
    if (!rest) return;
    this.#bytes -= size - rest.length;
    this.#jobs.splice(
      0,
      output.length,
      linesOnly ? { bytes: rest, kind: "lines", fillsMemory: true } : { bytes: rest, kind: "drawing" },
    );
  }

  /** All that waits, where it is nothing but lines and they push out everything from before; else null. */
  linesThatFillMemory(): Uint8Array[] | null {
    const [first] = this.#jobs;
    if (first === undefined || typeof first === "function" || !first.fillsMemory) return null;
    if (this.#bytes > maxPictureBytes) return null;
    const lines: Uint8Array[] = [];
    for (const job of this.#jobs) {
      // A bell would ring again for each who gets a picture.
      if (typeof job === "function" || job.kind !== "lines" || job.bytes.includes(bell)) return null;
      lines.push(job.bytes);
    }
    return lines;
  }
}

/** What of the output need be parsed; null when that is all. */
function keptOf(output: readonly Uint8Array[], lines: number, linesOnly: boolean): Uint8Array | null {
  // Of lines, the last few pieces tell it, unless they lack a reset of the looks.
  for (let pieces = linesOnly ? 4 : output.length; ; pieces *= 2) {
    const bytes = Buffer.concat(output.slice(-pieces));
    const found = findOverwritten(bytes, lines, linesOnly);
    // A copy, lest the few lines that are left keep all the memory of the flood.
    if (found && (found.isWhole || pieces >= output.length))
      return Buffer.concat([found.effect, bytes.subarray(found.end)]);
    if (pieces >= output.length) return null;
  }
}
