/** What a global node id says of where its object lives. */
export interface NodePlace {
  /** "R", "PR", "U", … */
  readonly prefix: string;
  /** Database number of the repository; null for what belongs to no repository. */
  readonly repository: number | null;
}

/** Reads an id of the present form, `PREFIX_` and a packed list of numbers; null for any other, also the old form. */
export function readNodeId(id: string): NodePlace | null {
  const match = /^([A-Z][A-Za-z0-9]{0,15})_([A-Za-z0-9_-]{4,120})$/.exec(id);
  if (!match) return null;
  const numbers = unpack(Buffer.from(match[2] as string, "base64url"));
  if (numbers === null || numbers.length < 2 || numbers[0] !== 0) return null;
  const prefix = match[1] as string;
  const ofRepository = prefix === "R" ? numbers.length === 2 : numbers.length > 2;
  return { prefix, repository: ofRepository ? (numbers[1] as number) : null };
}

/** MessagePack of a short list of whole numbers (and short texts, which count as -1), and nothing behind it. */
function unpack(bytes: Buffer): number[] | null {
  const head = bytes[0] ?? 0;
  if (head < 0x92 || head > 0x96) return null;
  const numbers: number[] = [];
  let at = 1;
  for (let item = 0; item < (head & 0x0f); item++) {
    const code = bytes[at++];
    if (code === undefined) return null;
    const width = code <= 0x7f ? 0 : code === 0xcc ? 1 : code === 0xcd ? 2 : code === 0xce ? 4 : code === 0xcf ? 8 : -1;
    if (width === 0) numbers.push(code);
    else if (width > 0 && at + width <= bytes.length) {
      const value = width === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, width);
      if (!Number.isSafeInteger(value)) return null;
      numbers.push(value);
      at += width;
    } else if (code >= 0xa0 && code <= 0xbf && at + (code & 0x1f) <= bytes.length) {
      numbers.push(-1);
      at += code & 0x1f;
    } else return null;
  }
  return at === bytes.length ? numbers : null;
}
