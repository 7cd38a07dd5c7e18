import { type PatternPlace, PatternSet } from "./patternSet.ts";
import { backslash, hexDigit, percent } from "./unescape.ts";

/** Longer ones separate paragraphs and tables, not the lines of one text. It also bounds what is kept back. */
const longestGap = 64;
/** Pieces of a spelling by which it is recognised, and how far apart they are: lines are as a rule longer than both. */
const anchorBytes = 12;
const anchorStride = 20;
const lineFeed = 0x0a;

/**
 * Finds spellings that were broken into lines, as base64 is in mails, certificates and files in JSON: where a piece of
 * one stands, the rest has to stand around it, with nothing between but ends of lines, plain or escaped.
 */
export class BrokenLines {
  readonly #patterns: PatternSet;
  readonly #anchors: PatternSet | null;
  readonly #places = new Map<number, PatternPlace[]>();

  constructor(patterns: PatternSet, breakable: readonly Uint8Array[]) {
    this.#patterns = patterns;
    for (const pattern of breakable) {
      const stride = Math.max(1, Math.min(anchorStride, (pattern.length >> 1) - anchorBytes));
      for (let at = 0; at + anchorBytes <= pattern.length; at += stride) {
        const key = keyOf(pattern, at);
        this.#places.set(key, [...(this.#places.get(key) ?? []), { pattern, at }]);
      }
    }
    const places = [...this.#places.values()].flat();
    const texts = places.map(({ pattern, at }) =>
      Buffer.from(pattern.subarray(at, at + anchorBytes)).toString("latin1"),
    );
    // Many spellings have pieces in common.
    const anchors = [...new Set(texts)].map((text) => Buffer.from(text, "latin1"));
    this.#anchors = anchors.length === 0 ? null : new PatternSet(anchors);
  }

  /**
   * Adds matches to `ranges`; returns where an unfinished one begins, `size` when none does. With `share` only those
   * count of which at least that share is there.
   */
  find(bytes: Uint8Array, size: number, ranges: number[], share: number): number {
    const hits = (hasBreak(bytes) ? this.#anchors?.find(bytes, size) : null) ?? none;
    for (let hit = 0; hit < hits.length; hit += 2) {
      const place = hits[hit] as number;
      for (const { pattern, at } of this.#places.get(keyOf(bytes, place)) ?? none) {
        const from = matchesBefore(bytes, place, pattern, at);
        if (from === -1) continue;
        const { to, matched } = matchesBehind(bytes, place, size, pattern, at);
        if (matched === pattern.length && to - from > pattern.length) ranges.push(from, to);
      }
    }
    return this.#openEnd(bytes, size, share);
  }

  /** The same at the end, where every break may be within a spelling that goes on in the next piece. */
  #openEnd(bytes: Uint8Array, size: number, share: number): number {
    const tail = gapStart(bytes, size);
    if (tail === 0 || (tail < size && !isGap(bytes, tail, size)) || !this.#patterns.holds(bytes[tail - 1] as number))
      return size;
    let open = size;
    if (tail < size) {
      const begun = this.#patterns.openEnd(bytes, tail, share);
      if (begun > 0) open = tail - begun;
    }
    const first = Math.max(0, tail - this.#patterns.longest * 2);
    for (let mark = lastBreak(bytes, first, tail); mark > first; ) {
      const start = gapStart(bytes, mark);
      const end = gapEnd(bytes, mark, tail);
      let goesOn = false;
      for (const { pattern, at } of this.#patterns.across(bytes[start - 1] ?? -1, bytes[end] as number)) {
        const { to, matched } = matchesBehind(bytes, end, size, pattern, at);
        if (to < size || matched === pattern.length) continue;
        goesOn = true;
        const from = matched < pattern.length * share ? -1 : matchesBefore(bytes, end, pattern, at);
        if (from !== -1) open = Math.min(open, from);
      }
      // What began before an earlier break would stand here as well.
      if (!goesOn) break;
      mark = lastBreak(bytes, first, start);
    }
    return open;
  }
}

const none: readonly never[] = [];

function hasBreak(bytes: Uint8Array): boolean {
  return bytes.includes(lineFeed) || bytes.includes(backslash) || bytes.includes(percent);
}

/** Made when first needed: most sets live as long as the secrets do. */
const known = new WeakMap<PatternSet, BrokenLines>();

export function linesOf(patterns: PatternSet): BrokenLines {
  const lines = known.get(patterns) ?? new BrokenLines(patterns, patterns.patterns.filter(isText));
  known.set(patterns, lines);
  return lines;
}

function isText(pattern: Uint8Array): boolean {
  return pattern.length >= anchorBytes * 2 && !pattern.includes(0);
}

/** Different anchors may share one: what stands there is compared in any case. */
function keyOf(bytes: Uint8Array, at: number): number {
  let key = 0;
  for (let place = at; place < at + anchorBytes; place++) key = Math.imul(key, 31) + (bytes[place] as number);
  return key | 0;
}

/** Where the last line may end between these two; the first when there is none. */
function lastBreak(bytes: Uint8Array, first: number, end: number): number {
  const window = bytes.subarray(first, end);
  return (
    first + Math.max(0, window.lastIndexOf(lineFeed), lastEscaped(window, backslash), lastEscaped(window, percent))
  );
}

function lastEscaped(window: Uint8Array, mark: number): number {
  let at = window.lastIndexOf(mark);
  while (at > 0 && unitEnd(window, at, window.length) === at) at = window.lastIndexOf(mark, at - 1);
  // Backslashes in a row are one escape.
  while (at > 0 && window[at - 1] === backslash) at--;
  return at;
}

/** Where the first `at` characters of a pattern begin that end at `end`; -1 where they do not stand there. */
function matchesBefore(bytes: Uint8Array, end: number, pattern: Uint8Array, at: number): number {
  let place = end;
  for (let index = at - 1; index >= 0; index--) {
    if (place > 0 && (bytes[place - 1] !== pattern[index] || endsWithEscape(bytes, place, pattern))) {
      const start = gapStart(bytes, place);
      if (start === place || !isGap(bytes, start, place)) return -1;
      place = start;
    }
    if (place === 0 || bytes[place - 1] !== pattern[index]) return -1;
    place--;
  }
  return place;
}

/** The last letter of an escaped end of a line (`%0a`, `\n`) is no letter of a pattern that holds no such mark. */
function endsWithEscape(bytes: Uint8Array, end: number, pattern: Uint8Array): boolean {
  const start = unitStart(bytes, end);
  return end - start > 1 && !pattern.includes(bytes[start] as number);
}

/** Where the rest of a pattern ends that begins here, and how much of all of it is there. */
function matchesBehind(bytes: Uint8Array, start: number, size: number, pattern: Uint8Array, at: number) {
  let place = start;
  for (let index = at; index < pattern.length; index++) {
    if (place < size && bytes[place] !== pattern[index]) {
      const end = gapEnd(bytes, place, size);
      if (end === place || !isGap(bytes, place, end)) return { to: place, matched: index };
      place = end;
    }
    if (place >= size) return { to: size, matched: index };
    if (bytes[place] !== pattern[index]) return { to: place, matched: index };
    place++;
  }
  return { to: place, matched: pattern.length };
}

/** A text goes on behind the end of a line, not behind an empty one: that ends an event of a stream. */
function isGap(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > longestGap) return false;
  let feeds = 0;
  for (let at = start; at < end; ) {
    const next = unitEnd(bytes, at, end);
    const last = bytes[next - 1] as number;
    const isFeed = next - at === 1 ? last === lineFeed : last === 0x6e || (last | 0x20) === 0x61; // n, a
    if (isFeed) feeds++;
    at = Math.max(next, at + 1);
  }
  return feeds <= 1;
}

function gapEnd(bytes: Uint8Array, at: number, size: number): number {
  let place = at;
  for (let end = unitEnd(bytes, place, size); end > place; end = unitEnd(bytes, place, size)) {
    place = end;
    if (place - at > longestGap) break;
  }
  return place;
}

/** The end of one piece of white space, plain or escaped, that begins here; `at` when none does. */
function unitEnd(bytes: Uint8Array, at: number, size: number): number {
  if (at >= size) return at;
  const value = bytes[at] as number;
  if (isBlank(value)) return at + 1;
  if (value === percent) return at + 3 <= size && isBlank(hexAt(bytes, at + 1)) ? at + 3 : at;
  if (value !== backslash) return at;
  let letter = at;
  while (letter < size && bytes[letter] === backslash) letter++;
  const escaped = letter < size ? bytes[letter] : 0;
  if (escaped === 0x6e || escaped === 0x72 || escaped === 0x74) return letter + 1; // n, r, t
  const isCode = escaped === 0x75 && letter + 5 <= size && bytes[letter + 1] === 0x30 && bytes[letter + 2] === 0x30; // u
  return isCode && isBlank(hexAt(bytes, letter + 3)) ? letter + 5 : at;
}

/** Where the white space begins that ends here. */
function gapStart(bytes: Uint8Array, end: number): number {
  let place = end;
  for (;;) {
    const start = unitStart(bytes, place);
    if (start === place || end - place > longestGap) return place;
    place = start;
  }
}

function unitStart(bytes: Uint8Array, end: number): number {
  if (end === 0) return end;
  if (isBlank(bytes[end - 1] as number)) return end - 1;
  const length =
    bytes[end - 2] === backslash ? 2 : bytes[end - 3] === percent ? 3 : bytes[end - 6] === backslash ? 6 : 0;
  let start = end - length;
  if (length === 0 || unitEnd(bytes, start, end) !== end) return end;
  while (start > 0 && bytes[start - 1] === backslash) start--;
  return start;
}

function isBlank(value: number): boolean {
  return value === lineFeed || value === 0x0d || value === 0x09 || value === 0x20;
}

function hexAt(bytes: Uint8Array, at: number): number {
  const [high, low] = [hexDigit(bytes[at] as number), hexDigit(bytes[at + 1] as number)];
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}
