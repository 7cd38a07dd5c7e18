import type { PatternSet } from "./patternSet.ts";
import { backslash, escapedByte, escapeWidth, hexDigit, percent } from "./unescape.ts";

/**
 * Could a spelling be hidden by the escapes of this text, or one begin at its end? Most escapes are line breaks and
 * quotes in JSON, which stand in no spelling: to see that costs a glance at each, to undo them all costs far more.
 */
export function mayHideSpelling(bytes: Buffer, patterns: PatternSet): boolean {
  const size = bytes.length;
  let nextPercent = bytes.indexOf(percent);
  let nextBackslash = bytes.indexOf(backslash);
  /** Something that is no escape here, but could be one once what follows it is undone. */
  let lone = -8;
  /** The last escape: where it ended, and what it stands for. */
  let end = -1;
  let last = -1;
  while (nextPercent !== -1 || nextBackslash !== -1) {
    const isPercent = nextBackslash === -1 || (nextPercent !== -1 && nextPercent < nextBackslash);
    const at = isPercent ? nextPercent : nextBackslash;
    const width = escapeWidth(bytes, at, size);
    // Cut off: to be seen together with what comes next.
    if (width === 0) return true;
    if (width === 1) {
      if (startsEscape(bytes[at + 1])) lone = at;
    } else {
      if (at - lone <= 5) return true;
      const before = at === end ? last : at === 0 ? -1 : (bytes[at - 1] as number);
      end = at + width;
      last = escapedByte(bytes, at, width);
      const after = byteAt(bytes, end, size);
      if (
        last === backslash || last === percent
          ? hidesMore(last, after, patterns)
          : stands(before, last, after, patterns)
      )
        return true;
    }
    // Searches for bytes begin in native code: one that found nothing is not begun again.
    const from = at + width;
    if (nextPercent !== -1 && nextPercent < from) nextPercent = bytes.indexOf(percent, from);
    if (nextBackslash !== -1 && nextBackslash < from) nextBackslash = bytes.indexOf(backslash, from);
  }
  return false;
}

/** Could a spelling hold this byte between those? */
function stands(before: number, byte: number, after: number, patterns: PatternSet): boolean {
  if (!patterns.holds(byte)) return false;
  return patterns.joins(before, byte) || (after === -1 ? patterns.begins(byte) : patterns.joins(byte, after));
}

/** The byte that stands here once one level of escapes is undone; -1 where that is not known yet. */
function byteAt(bytes: Uint8Array, at: number, size: number): number {
  if (at >= size) return -1;
  const value = bytes[at] as number;
  if (value !== percent && value !== backslash) return value;
  const width = escapeWidth(bytes, at, size);
  return width === 0 ? -1 : width === 1 ? value : escapedByte(bytes, at, width);
}

/** An escape that was escaped itself: does it stand for anything of a spelling? */
function hidesMore(mark: number, after: number, patterns: PatternSet): boolean {
  if (after === -1 || patterns.joins(mark, after)) return true;
  if (mark === percent) return hexDigit(after) !== -1;
  if (after === 0x75 || after === 0x78) return true; // u, x
  return (after === 0x22 || after === 0x27 || after === 0x2f || after === backslash) && patterns.holds(after); // " ' /
}

function startsEscape(value: number | undefined): boolean {
  if (value === undefined) return true;
  return value === percent || value === backslash || value === 0x75 || value === 0x78 || hexDigit(value) !== -1;
}
