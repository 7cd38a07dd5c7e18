/** Longer windows would not skip noticeably further. */
const longestWindow = 32;

/**
 * Finds any of several byte strings, all of at least two bytes, after Wu and Manber: of a text that holds none of them
 * only every tenth byte or so is looked at, whatever the size of the piece.
 */
export class PatternSet {
  readonly shortest: number;
  readonly longest: number;
  readonly #window: number;
  /** How far the window may move when it ends with these two bytes; 0 where a pattern may stand. */
  readonly #shifts = new Uint8Array(0x1_0000);
  readonly #byWindowEnd = new Map<number, Uint8Array[]>();
  readonly #byFirstByte: (Uint8Array[] | undefined)[] = [];
  /** Pairs of bytes that occur in a pattern, and single ones. */
  readonly #pairs = new Uint8Array(0x1_0000);
  readonly #bytes = new Uint8Array(0x100);
  readonly patterns: readonly Uint8Array[];
  readonly #places = new Map<number, readonly PatternPlace[]>();

  constructor(patterns: readonly Uint8Array[]) {
    this.patterns = patterns;
    const lengths = patterns.map(({ length }) => length);
    this.shortest = Math.min(...lengths);
    this.longest = Math.max(0, ...lengths);
    const last = Math.min(this.shortest, longestWindow) - 1;
    this.#window = last + 1;
    this.#shifts.fill(last);
    for (const pattern of patterns) {
      for (const byte of pattern) this.#bytes[byte] = 1;
      for (let at = 1; at < pattern.length; at++) {
        const pair = pairAt(pattern, at);
        this.#pairs[pair] = 1;
        if (at <= last) this.#shifts[pair] = Math.min(this.#shifts[pair] as number, last - at);
      }
      const end = pairAt(pattern, last);
      this.#byWindowEnd.set(end, [...(this.#byWindowEnd.get(end) ?? []), pattern]);
      const first = pattern[0] as number;
      this.#byFirstByte[first] = [...(this.#byFirstByte[first] ?? []), pattern];
    }
  }

  /** Whether a pattern holds this byte, these two in a row, or begins with this one. No byte (-1) is in none. */
  holds(byte: number): boolean {
    return this.#bytes[byte] === 1;
  }

  joins(first: number, second: number): boolean {
    return first >= 0 && this.#pairs[(first << 8) | second] === 1;
  }

  begins(byte: number): boolean {
    return this.#byFirstByte[byte] !== undefined;
  }

  /** Every place in a pattern where these two bytes follow each other; `at` is that of the second. */
  across(first: number, second: number): readonly PatternPlace[] {
    const pair = (first << 8) | second;
    if (first < 0 || this.#pairs[pair] === 0) return nowhere;
    let places = this.#places.get(pair);
    if (!places) {
      places = this.patterns.flatMap((pattern) =>
        [...pattern.keys()].flatMap((at) => (at > 0 && pairAt(pattern, at) === pair ? [{ pattern, at }] : [])),
      );
      this.#places.set(pair, places);
    }
    return places;
  }

  /** Starts and ends of all matches in turn, in the order of their starts; null when there are none. */
  find(bytes: Uint8Array, length: number): number[] | null {
    let found: number[] | null = null;
    const last = this.#window - 1;
    const shifts = this.#shifts;
    for (let at = last; at < length; ) {
      const pair = ((bytes[at - 1] as number) << 8) | (bytes[at] as number);
      const shift = shifts[pair] as number;
      if (shift > 0) {
        at += shift;
        continue;
      }
      const start = at - last;
      for (const pattern of this.#byWindowEnd.get(pair) ?? []) {
        if (start + pattern.length > length || !equalAt(bytes, start, pattern, pattern.length)) continue;
        found ??= [];
        found.push(start, start + pattern.length);
      }
      at++;
    }
    return found;
  }

  /**
   * Length of the longest end of `bytes` with which a pattern begins that is not whole yet; 0 when there is none. With
   * `share`, only patterns count of which at least that share is there.
   */
  openEnd(bytes: Uint8Array, length: number, share = 0): number {
    const most = Math.min(length, this.longest - 1);
    let size = Math.min(1, most);
    while (size < most && this.#pairs[pairAt(bytes, length - size)] === 1) size++;
    for (; size > 0; size--) {
      const patterns = this.#byFirstByte[bytes[length - size] as number];
      if (!patterns) continue;
      for (const pattern of patterns) {
        if (pattern.length <= size || size < pattern.length * share) continue;
        if (equalAt(bytes, length - size, pattern, size)) return size;
      }
    }
    return 0;
  }
}

export interface PatternPlace {
  readonly pattern: Uint8Array;
  readonly at: number;
}

const nowhere: readonly PatternPlace[] = [];

function pairAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at - 1] as number) << 8) | (bytes[at] as number);
}

function equalAt(bytes: Uint8Array, start: number, pattern: Uint8Array, size: number): boolean {
  for (let at = 0; at < size; at++) if (bytes[start + at] !== pattern[at]) return false;
  return true;
}
