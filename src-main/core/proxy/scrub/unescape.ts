export const percent = 0x25;
export const backslash = 0x5c;

/** A text with its escapes undone, and where each of its bytes came from. Valid until its layer is filled again. */
export class Layer {
  bytes = new Uint8Array(4_096);
  /** Where each byte began in the text below; behind the last one, where it ended. */
  starts = new Uint32Array(4_097);
  length = 0;
  /** An escape whose end has not come yet begins in the text below where this one ends. */
  isOpen = false;

  /** Undoes one level of escapes. False when there are none, and the layer then says nothing. */
  fill(below: Uint8Array, size: number): boolean {
    let at = firstEscape(below, size);
    if (at === size) return false;
    this.#reserve(size);
    const { bytes, starts } = this;
    for (let before = 0; before < at; before++) {
      bytes[before] = below[before] as number;
      starts[before] = before;
    }
    let length = at;
    this.isOpen = false;
    while (at < size) {
      let value = below[at] as number;
      let width = 1;
      if (value === percent || value === backslash) {
        width = escapeWidth(below, at, size);
        if (width === unfinished) {
          this.isOpen = true;
          break;
        }
        if (width > 1) value = escapedByte(below, at, width);
      }
      bytes[length] = value;
      starts[length] = at;
      length++;
      at += width;
    }
    starts[length] = at;
    this.length = length;
    return true;
  }

  #reserve(size: number): void {
    if (this.bytes.length >= size) return;
    this.bytes = new Uint8Array(size * 2);
    this.starts = new Uint32Array(size * 2 + 1);
  }
}

const unfinished = 0;

/** Where the first escape begins that can be undone or is not whole yet; `size` when there is none. */
function firstEscape(bytes: Uint8Array, size: number): number {
  for (let at = 0; at < size; at++) {
    const value = bytes[at];
    if ((value === percent || value === backslash) && escapeWidth(bytes, at, size) !== 1) return at;
  }
  return size;
}

/** Length of `%2d`, `\u002d`, `\x2d`, `\/`, `\"`, `\'` or `\\`; 1 for what is none of these. */
export function escapeWidth(bytes: Uint8Array, at: number, size: number): number {
  if (bytes[at] === percent) return hexWidth(bytes, at, size, 1, 2);
  if (at + 1 === size) return unfinished;
  switch (bytes[at + 1]) {
    case 0x75: // u
      return hexWidth(bytes, at, size, 2, 4);
    case 0x78: // x
      return hexWidth(bytes, at, size, 2, 2);
    case 0x22: // "
    case 0x27: // '
    case 0x2f: // /
    case backslash:
      return 2;
    default:
      return 1;
  }
}

function hexWidth(bytes: Uint8Array, at: number, size: number, mark: number, digits: number): number {
  for (let digit = 0; digit < digits; digit++) {
    const place = at + mark + digit;
    if (place === size) return unfinished;
    if (hexDigit(bytes[place] as number) === -1) return 1;
    // Only what stands for one byte: values hold nothing else.
    if (digits === 4 && digit < 2 && bytes[place] !== 0x30) return 1;
  }
  return mark + digits;
}

export function escapedByte(bytes: Uint8Array, at: number, width: number): number {
  if (width === 2) return bytes[at + 1] as number;
  const end = at + width;
  return (hexDigit(bytes[end - 2] as number) << 4) | hexDigit(bytes[end - 1] as number);
}

export function hexDigit(value: number): number {
  if (value >= 0x30 && value <= 0x39) return value - 0x30;
  const lower = value | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
