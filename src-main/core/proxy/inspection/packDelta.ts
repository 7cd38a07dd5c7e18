import { Undecidable } from "./bodyFacts.ts";

const maxResult = 64 * 1024 * 1024;

/** Applies one of git's deltas: copies from the base and pieces of its own. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const byte = (): number => {
    const value = delta[at++];
    if (value === undefined) throw broken();
    return value;
  };
  const size = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 0x7f) * 2 ** shift;
      if (shift > 35) throw broken();
      if (!(next & 0x80)) return value;
    }
  };
  const baseSize = size();
  const resultSize = size();
  if (baseSize !== base.length || resultSize > maxResult) throw broken();
  const result = Buffer.allocUnsafe(resultSize);
  let filled = 0;
  while (at < delta.length) {
    const code = byte();
    if (code === 0) throw broken();
    let piece: Buffer;
    if (code & 0x80) {
      let offset = 0;
      let length = 0;
      for (let bit = 0; bit < 4; bit++) if (code & (1 << bit)) offset += byte() * 2 ** (8 * bit);
      for (let bit = 0; bit < 3; bit++) if (code & (0x10 << bit)) length += byte() * 2 ** (8 * bit);
      if (length === 0) length = 0x10000;
      if (offset + length > base.length) throw broken();
      piece = base.subarray(offset, offset + length);
    } else {
      if (at + code > delta.length) throw broken();
      piece = delta.subarray(at, at + code);
      at += code;
    }
    if (filled + piece.length > resultSize) throw broken();
    piece.copy(result, filled);
    filled += piece.length;
  }
  if (filled !== resultSize) throw broken();
  return result;
}

function broken(): Undecidable {
  return new Undecidable("its pack cannot be read");
}
