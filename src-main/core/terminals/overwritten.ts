import { drawsLine, plainDrawing } from "./filterRules.ts";

/** Bytes of output that a screen need not parse, since later ones push everything they draw out of its memory. */
export interface Overwritten {
  /** Where parsing goes on: the start of a line. */
  readonly end: number;
  /** What the skipped bytes leave behind: looks of the text to come, and the column. */
  readonly effect: Uint8Array;
  /** The effect begins with a reset of the looks: nothing from before the bytes is missing in it. */
  readonly isWhole: boolean;
}

const ESC = 0x1b;
const LF = 0x0a;
const CR = 0x0d;
const looksFinal = 0x6d;
/** What a byte is outside a sequence, by table: this runs over every byte of a flood. */
const fillsLines = new Uint8Array(256).map((_, byte) =>
  byte >= 0x20 || [0x07, 0x08, 0x09, LF, CR].includes(byte) ? 1 : 0,
);

/**
 * Finds how much of the start of `bytes` is only lines of text that at least `lines` later line feeds push out. The
 * bytes begin between two sequences, on a screen that scrolls as a whole. Null when that is nothing, or when anything
 * in it does more than fill lines; `linesOnly` says that nothing does, and spares looking at each byte.
 */
export function findOverwritten(bytes: Uint8Array, lines: number, linesOnly = false): Overwritten | null {
  const end = startOfLastLines(bytes, lines);
  if (end === 0) return null;
  const looks = linesOnly ? lastLooks(bytes, end) : linesOfLooks(bytes, end);
  if (looks === null) return null;
  const [first] = looks;
  return {
    end,
    effect: Buffer.concat([...looks, Uint8Array.of(CR)]),
    isWhole: first !== undefined && resets(first, 0),
  };
}

/** Sequences that set the looks at `end`, which only lines stand before: found from there back to the last reset. */
function lastLooks(bytes: Uint8Array, end: number): Uint8Array[] {
  const looks: Uint8Array[] = [];
  for (let at = bytes.lastIndexOf(ESC, end - 1); at >= 0; at = at > 0 ? bytes.lastIndexOf(ESC, at - 1) : -1) {
    const final = endOfControl(bytes, at);
    if (bytes[final] !== looksFinal) continue;
    looks.push(bytes.subarray(at, final + 1));
    if (resets(bytes, at)) break;
  }
  return looks.reverse();
}

/** The same read from the start; null when anything before `end` does more than fill lines. */
function linesOfLooks(bytes: Uint8Array, end: number): Uint8Array[] | null {
  /** Where each sequence of looks since the last reset begins and ends: two numbers, for there are very many. */
  const looks: number[] = [];
  for (let index = 0; index < end; ) {
    while (index < end && fillsLines[bytes[index]!] === 1) index++;
    if (index >= end) break;
    if (bytes[index] !== ESC) return null;
    const final = endOfControl(bytes, index);
    if (final >= end || plainDrawing[bytes[final]!] !== drawsLine) return null;
    if (bytes[final] === looksFinal) {
      if (resets(bytes, index)) looks.length = 0;
      looks.push(index, final + 1);
    }
    index = final + 1;
  }
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < looks.length; at += 2) pieces.push(bytes.subarray(looks[at], looks[at + 1]));
  return pieces;
}

/** Looks begin anew at a reset: what was set before it is of no effect. */
function resets(bytes: Uint8Array, from: number): boolean {
  const [first, second] = [bytes[from + 2], bytes[from + 3]];
  return first === looksFinal || (first === 0x30 && (second === looksFinal || second === 0x3b));
}

/** Index after the return and line feed that `lines` line feeds follow; 0 when there is none. */
function startOfLastLines(bytes: Uint8Array, lines: number): number {
  let at = bytes.length;
  for (let left = lines; left > 0; left--) {
    at = bytes.lastIndexOf(LF, at - 1);
    if (at <= 0) return 0;
  }
  for (at = bytes.lastIndexOf(LF, at - 1); at > 0; at = bytes.lastIndexOf(LF, at - 1))
    if (bytes[at - 1] === CR) return at + 1;
  return 0;
}

/** Index of the final byte of `ESC [ digits`; beyond the end for any other sequence. */
function endOfControl(bytes: Uint8Array, from: number): number {
  if (bytes[from + 1] !== 0x5b) return bytes.length;
  let index = from + 2;
  while (index < bytes.length && bytes[index]! >= 0x30 && bytes[index]! <= 0x3b) index++;
  return index;
}
