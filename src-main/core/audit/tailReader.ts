import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const blockBytes = 64 * 1024;
const newline = 0x0a;

export interface TailLine {
  /** Without its newline. */
  readonly text: string;
  /** Where the line begins, in bytes. */
  readonly offset: number;
}

/** Complete lines of a file, last first. What follows the last newline is not a line and is left out. */
export function* linesFromEnd(path: string): Generator<TailLine> {
  const fd = openSync(path, "r");
  try {
    let start = fstatSync(fd).size;
    // Bytes from `start` on that belong to lines not yet yielded. Null until the last newline is found.
    let rest: Buffer | null = null;
    while (start > 0) {
      const length = Math.min(blockBytes, start);
      start -= length;
      const block = Buffer.allocUnsafe(length);
      readSync(fd, block, 0, length, start);
      let end = length;
      if (rest === null) {
        const last = block.lastIndexOf(newline);
        if (last < 0) continue;
        rest = Buffer.alloc(0);
        end = last;
      }
      for (let at = block.lastIndexOf(newline, end - 1); at >= 0 && end > 0; at = block.lastIndexOf(newline, end - 1)) {
        yield { text: Buffer.concat([block.subarray(at + 1, end), rest]).toString("utf8"), offset: start + at + 1 };
        rest = Buffer.alloc(0);
        end = at;
      }
      rest = Buffer.concat([block.subarray(0, end), rest]);
    }
    if (rest !== null) yield { text: rest.toString("utf8"), offset: 0 };
  } finally {
    closeSync(fd);
  }
}

/** The first complete line of a file, or null. */
export function firstLine(path: string): string | null {
  const fd = openSync(path, "r");
  try {
    let text = Buffer.alloc(0);
    const block = Buffer.allocUnsafe(blockBytes);
    for (;;) {
      const length = readSync(fd, block, 0, blockBytes, text.length);
      if (length === 0) return null;
      const at = block.subarray(0, length).indexOf(newline);
      if (at >= 0) return Buffer.concat([text, block.subarray(0, at)]).toString("utf8");
      text = Buffer.concat([text, block.subarray(0, length)]);
    }
  } finally {
    closeSync(fd);
  }
}

/** The line whose newline is the last byte before `end`, or null when no line ends there. */
export function lineBefore(path: string, end: number): string | null {
  const fd = openSync(path, "r");
  try {
    const length = Math.min(end, blockBytes);
    const block = Buffer.allocUnsafe(length);
    if (readSync(fd, block, 0, length, end - length) < length || block[length - 1] !== newline) return null;
    return block.toString("utf8", block.lastIndexOf(newline, length - 2) + 1, length - 1);
  } finally {
    closeSync(fd);
  }
}
