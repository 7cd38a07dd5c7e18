/** The few pieces of DER (ITU-T X.690) that a certificate needs. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), encodeLength(body.length), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (...parts: readonly Uint8Array[]): Buffer => der(0x04, ...parts);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));
export const yes: Buffer = der(0x01, Buffer.from([0xff]));
/** A bit string; `unused` low bits of the last byte are padding. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), bytes);
/** A context tag: `constructed` where it wraps other values. */
export const context = (number: number, constructed: boolean, ...parts: readonly Uint8Array[]): Buffer =>
  der(0x80 | (constructed ? 0x20 : 0) | number, ...parts);

/** A positive integer of big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** A moment as certificates write it: two digits of the year until 2049, four from then on. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, "");
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2), "latin1"))
    : der(0x18, Buffer.from(digits, "latin1"));
}

/** "2.5.29.17" and the like. */
export function objectId(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split(".").map(Number) as [number, number, ...number[]];
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Splits the body of a constructed value into its whole elements. */
export function elements(value: Buffer): Buffer[] {
  const { bodyAt, end } = measure(value, 0);
  const found: Buffer[] = [];
  for (let at = bodyAt; at < end; ) {
    const next = measure(value, at).end;
    found.push(value.subarray(at, next));
    at = next;
  }
  return found;
}

/** The bytes of a value without its tag and length. */
export function bodyOf(value: Buffer): Buffer {
  const { bodyAt, end } = measure(value, 0);
  return value.subarray(bodyAt, end);
}

function measure(bytes: Buffer, at: number): { bodyAt: number; end: number } {
  const first = bytes[at + 1] as number;
  if (first < 0x80) return { bodyAt: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const length = bytes.readUIntBE(at + 2, size);
  return { bodyAt: at + 2 + size, end: at + 2 + size + length };
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
