import { drawsLine, plainDrawing } from "./filterRules.ts";

/*
 * The filter's way for what most output holds: bytes that it would pass on as they are, one by one. It looks at them in
 * one run; whatever is rarer, or cut in two, goes the long way and comes out the same.
 */

const ESC = 0x1b;
const longestControl = 256;

/** What a run held besides bytes that pass. */
export interface RunNote {
  /** Set to false by a sequence that does more than fill lines. */
  linesOnly: boolean;
}

/**
 * End of the run that starts at `from`: printable ASCII, returns, line feeds, tabs, whole control sequences that only
 * draw, and whole characters of symbols, frames and Chinese, which join no other.
 */
export function plainEnd(chunk: Uint8Array, from: number, note: RunNote): number {
  const { length } = chunk;
  let index = from;
  while (index < length) {
    let byte = chunk[index]!;
    // Printable ASCII: nearly every byte of a flood comes by here.
    while (byte >= 0x20 && byte < 0x7f) {
      if (++index === length) return length;
      byte = chunk[index]!;
    }
    if (byte === 0x0a || byte === 0x0d || byte === 0x09) index++;
    else {
      const next = byte === ESC ? afterDrawing(chunk, index, note) : afterLoneCharacter(chunk, index);
      if (next === index) break;
      index = next;
    }
  }
  return index;
}

/** Index after a drawing control sequence that begins at `from`; `from` when there is no whole one. */
function afterDrawing(chunk: Uint8Array, from: number, note: RunNote): number {
  if (chunk[from + 1] !== 0x5b) return from;
  const limit = Math.min(chunk.length, from + longestControl);
  let index = from + 2;
  while (index < limit && chunk[index]! >= 0x30 && chunk[index]! <= 0x3b) index++;
  const drawing = index < limit ? plainDrawing[chunk[index]!]! : 0;
  if (drawing === 0) return from;
  if (drawing !== drawsLine) note.linesOnly = false;
  return index + 1;
}

/** The same of a character from U+21C0 to U+2DFF or U+3400 to U+9FFF: three bytes each. */
function afterLoneCharacter(chunk: Uint8Array, from: number): number {
  const [lead, second = 0, third = 0] = [chunk[from]!, chunk[from + 1], chunk[from + 2]];
  const isIn =
    lead === 0xe2 ? second >= 0x87 && second <= 0xb7 : lead === 0xe3 ? second >= 0x90 : lead >= 0xe4 && lead <= 0xe9;
  return isIn && second >= 0x80 && second <= 0xbf && third >= 0x80 && third <= 0xbf ? from + 3 : from;
}
