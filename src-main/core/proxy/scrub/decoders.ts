import type { Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

/** No server needs more, and each costs memory. */
const mostCodings = 3;
/** 8 MiB: what RFC 9659 allows, where the format itself would take gigabytes. */
const zstdWindow = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

const makers: Readonly<Record<string, (first: Buffer) => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(zstdWindow),
  // Some servers leave out the wrapper that the standard asks for.
  deflate: (first) => (hasZlibHeader(first) ? createInflate() : createInflateRaw()),
};

/** The codings of a body in the order in which they were applied, from all its Content-Encoding fields. */
export function codingsOf(fields: readonly string[]): string[] {
  return fields
    .flatMap((field) => field.split(","))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
}

/** Null when all can be undone, else the one that cannot. */
export function unknownCoding(codings: readonly string[]): string | null {
  if (codings.length > mostCodings) return codings.join(", ");
  return codings.find((name) => !Object.hasOwn(makers, name)) ?? null;
}

/** Streams that undo the codings one after the other, not yet joined. `first` is the beginning of the body. */
export function decodersFor(codings: readonly string[], first: Buffer): Transform[] {
  const outermost = codings.length - 1;
  return codings
    .map((name, index) => (makers[name] as (typeof makers)[string])(index === outermost ? first : wrapped))
    .reverse();
}

const wrapped = Buffer.from([0x78, 0x9c]);

function hasZlibHeader(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && (bytes.length < 2 || (method * 256 + flags) % 31 === 0);
}
