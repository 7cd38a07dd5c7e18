import type { Readable } from "node:stream";

export type TarEntry =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "other" };

const block = 512;

/** The first entry of a tar, which is all that the engine's archive of one path holds. Null when over `maxBytes`. */
export async function readTarEntry(tar: Readable, maxBytes: number): Promise<TarEntry | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  let wanted = block;
  try {
    for await (const chunk of tar) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length < wanted) continue;
      if (wanted === block) {
        const header = Buffer.concat(chunks);
        const size = Number.parseInt(field(header, 124, 12) || "0", 8);
        const type = String.fromCharCode(header[156] ?? 0);
        if (type === "2") return { kind: "link", target: field(header, 157, 100) };
        if (type !== "0" && type !== "\0") return { kind: "other" };
        if (!Number.isInteger(size) || size > maxBytes) return null;
        wanted = block + size;
      }
      if (length >= wanted) return { kind: "file", bytes: Buffer.concat(chunks).subarray(block, wanted) };
    }
    return { kind: "other" };
  } finally {
    tar.destroy();
  }
}

function field(header: Buffer, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes
    .subarray(0, end < 0 ? length : end)
    .toString("utf8")
    .trim();
}
