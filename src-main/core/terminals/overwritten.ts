/** Bytes of output that a screen need not parse, since later ones push everything they draw out of its memory. */
export interface Overwritten {
  /** Where parsing goes on: the start of a line. */
  readonly end: number;
  /** What the skipped bytes leave behind: looks of the text to come, and the column. */
  readonly effect: Uint8Array;
}

const ESC = 0x1b;
const LF = 0x0a;
const CR = 0x0d;
/** What a byte is outside a sequence, by table: this runs over every byte of a flood. */
const fillsLines = new Uint8Array(256).map((_, byte) =>
  byte >= 0x20 || [0x07, 0x08, 0x09, LF, CR].includes(byte) ? 1 : 0,
);
/** Final bytes of sequences that change one line or the looks of text, and nothing else. */
const lineBound = new Uint8Array(256).map((_, byte) => ("mKGCDXP@".includes(String.fromCharCode(byte)) ? 1 : 0));

/**
 * Finds how much of the start of `bytes` is only lines of text that at least `lines` later line feeds push out. The
 * bytes begin between two sequences, on a screen that scrolls as a whole. Null when that is nothing, or when anything
 * in it does more than fill lines.
 */
export function findOverwritten(bytes: Uint8Array, lines: number): Overwritten | null {
  const end = startOfLastLines(bytes, lines);
  if (end === 0) return null;
  /** Where each sequence of looks since the last reset begins and ends: two numbers, for there are very many. */
  const looks: number[] = [];
  for (let index = 0; index < end; ) {
    while (index < end && fillsLines[bytes[index]!] === 1) index++;
    if (index >= end) break;
    if (bytes[index] !== ESC) return null;
    const final = endOfControl(bytes, index);
    if (final >= end || lineBound[bytes[final]!] === 0) return null;
    if (bytes[final] === 0x6d) {
      // Looks begin anew at a reset: what was set before it is of no effect.
      const first = bytes[index + 2]!;
      if (first === 0x6d || (first === 0x30 && (bytes[index + 3] === 0x6d || bytes[index + 3] === 0x3b)))
        looks.length = 0;
      looks.push(index, final + 1);
    }
    index = final + 1;
  }
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < looks.length; at += 2) pieces.push(bytes.subarray(looks[at], looks[at + 1]));
  return { end, effect: Buffer.concat([...pieces, Uint8Array.of(CR)]) };
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
