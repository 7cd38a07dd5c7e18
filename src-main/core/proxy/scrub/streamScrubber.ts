import { linesOf } from "./brokenLines.ts";
import type { PatternSet } from "./patternSet.ts";
import { mayHideSpelling } from "./suspects.ts";
import { backslash, Layer, percent } from "./unescape.ts";

/** Stands in place of each byte that was taken out: safe in JSON, in URLs and in header names. */
const filler = 0x2a; // *

/** One level for an escaped value, one for an escaped text within an escaped text. Shared: filled and read in one go. */
const layers = [new Layer(), new Layer()] as const;

/** A body that ends in the middle of a value has already told most of it. */
const tellingShare = 0.5;

/**
 * Replaces every spelling of a secret in a body that comes in pieces. Each piece goes on at once but for an end with
 * which a spelling could begin: that waits for the piece behind it.
 */
export class StreamScrubber {
  readonly #patterns: PatternSet;
  #held: Buffer | null = null;
  /** Starts and ends of matches in what is held; one that starts before it was counted already. */
  #heldRanges: number[] = [];
  /** How many matches were replaced in what was handed on. */
  matches = 0;

  constructor(patterns: PatternSet) {
    this.#patterns = patterns;
  }

  /** What may go on now. Bytes without a match are passed, not copied. */
  push(piece: Buffer): Buffer {
    const bytes = this.#held === null ? piece : Buffer.concat([this.#held, piece]);
    const ranges = this.#heldRanges;
    let open = this.#look(bytes, bytes.length, ranges, 0);
    if (this.#isEscaped(bytes, open)) open = this.#lookThrough(bytes, ranges, 0, open);
    if (open === bytes.length && ranges.length === 0) {
      this.#held = null;
      return bytes;
    }
    return this.#release(bytes, ranges, open);
  }

  /** The rest, once the body has ended. */
  end(): Buffer {
    if (this.#held === null) return Buffer.alloc(0);
    const bytes = this.#held;
    const ranges = this.#heldRanges;
    let open = this.#look(bytes, bytes.length, ranges, tellingShare);
    open = this.#lookThrough(bytes, ranges, tellingShare, open);
    if (open < bytes.length) ranges.push(open, bytes.length);
    return this.#release(bytes, ranges, bytes.length);
  }

  /** Must the escapes be undone? Also when something is kept back, which may not begin within one. */
  #isEscaped(bytes: Buffer, open: number): boolean {
    if (open === bytes.length) return mayHideSpelling(bytes, this.#patterns);
    return bytes.includes(percent) || bytes.includes(backslash);
  }

  /** What was kept back, as it came: for a text in which nothing was found and that ends here. */
  rest(): Buffer {
    const bytes = this.#held ?? Buffer.alloc(0);
    this.#held = null;
    return bytes;
  }

  /** Adds matches to `ranges`; returns where an unfinished one begins. */
  #look(bytes: Uint8Array, length: number, ranges: number[], share: number): number {
    const found = this.#patterns.find(bytes, length);
    if (found) ranges.push(...found);
    const broken = linesOf(this.#patterns).find(bytes, length, ranges, share);
    return Math.min(broken, length - this.#patterns.openEnd(bytes, length, share));
  }

  /** The same in what is escaped; the result names places of `bytes`. */
  #lookThrough(bytes: Uint8Array, ranges: number[], share: number, open: number): number {
    let below = bytes;
    let size = bytes.length;
    let kept = open;
    const [first, second] = layers;
    const origin = (layer: Layer, at: number): number =>
      layer === first ? (first.starts[at] as number) : (first.starts[second.starts[at] as number] as number);
    let deepest: Layer | null = null;
    for (const layer of layers) {
      if (!layer.fill(below, size)) break;
      deepest = layer;
      const found: number[] = [];
      const openAt = this.#look(layer.bytes, layer.length, found, share);
      for (const at of found) ranges.push(origin(layer, at));
      // What is unfinished below begins where this layer ends.
      const isOpen = openAt < layer.length || (share === 0 && layer.isOpen);
      if (isOpen) kept = Math.min(kept, origin(layer, openAt));
      below = layer.bytes;
      size = layer.length;
    }
    // Never in the middle of an escape: what comes later is to be read as it is now.
    if (deepest === null || kept === bytes.length) return kept;
    let at = deepest.length;
    while (at > 0 && origin(deepest, at) > kept) at--;
    return Math.min(kept, origin(deepest, at));
  }

  #release(bytes: Buffer, ranges: number[], end: number): Buffer {
    this.#held = end === bytes.length ? null : Buffer.from(bytes.subarray(end));
    this.#heldRanges = [];
    const going = bytes.subarray(0, end);
    if (ranges.length === 0) return going;
    const changed = Buffer.from(going);
    let counted = -1;
    for (const [from, to] of inOrder(ranges)) {
      changed.fill(filler, Math.max(0, Math.min(from, end)), Math.min(to, end));
      if (from < end && from >= 0 && from >= counted) this.matches++;
      counted = Math.max(counted, to);
      if (to > end) this.#heldRanges.push(from - end, to - end);
    }
    return changed;
  }
}

function inOrder(ranges: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let at = 0; at < ranges.length; at += 2) pairs.push([ranges[at] as number, ranges[at + 1] as number]);
  return pairs.sort((a, b) => a[0] - b[0]);
}
