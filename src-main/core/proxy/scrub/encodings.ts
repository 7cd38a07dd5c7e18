import { Layer } from "./unescape.ts";

/** Shorter values occur in ordinary text by chance: they could not be told from it. */
export const shortestScrubbed = 6;

/**
 * The ways in which an answer may spell a value without anyone meaning to hide it: as it is, in base64 wherever in a
 * longer text it stands, in hex, as text of wide characters, and backwards. Escapes (percent, JSON) are not spelled out here: they are undone
 * before looking (unescape.ts).
 */
export function spellingsOf(value: string): Uint8Array[] {
  const bytes = Buffer.from(value, "utf8");
  if (bytes.length < shortestScrubbed) return [];
  const backwards = Buffer.from(bytes).reverse();
  const hex = [bytes.toString("hex"), backwards.toString("hex")];
  const texts = new Set([bytes.toString("latin1"), backwards.toString("latin1")]);
  for (const text of [...hex, ...hex.map(reversed)]) texts.add(text).add(text.toUpperCase());
  for (let before = 0; before < 3; before++) {
    const core = base64Core(bytes, before);
    for (const once of [core, urlSafe(core)]) texts.add(once);
    // Credentials in base64 within a file that is base64 itself.
    for (let again = 0; again < 3; again++) {
      const twice = base64Core(Buffer.from(core), again);
      for (const text of [twice, urlSafe(twice)]) texts.add(text);
    }
  }
  for (const width of [2, 4]) texts.add(widened(bytes, width));
  const layer = new Layer();
  return [...texts].flatMap((text) => {
    const spelling = Buffer.from(text, "latin1");
    // A value that looks escaped itself: undoing the escapes around it undoes its own.
    return layer.fill(spelling, spelling.length) && !layer.isOpen && layer.length >= shortestScrubbed
      ? [spelling, Buffer.from(layer.bytes.subarray(0, layer.length))]
      : [spelling];
  });
}

/**
 * The characters of a base64 text that depend on the value alone, when `before` bytes (modulo three) stand before it.
 * The ones at both ends also hold bits of their neighbours, and at most four bits of the value.
 */
function base64Core(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  const first = Math.ceil((before * 8) / 6);
  return text.slice(first, Math.floor(((before + bytes.length) * 8) / 6));
}

function urlSafe(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_");
}

/** As UTF-16 or UTF-32 has it, in either order of bytes. */
function widened(bytes: Buffer, width: number): string {
  return [...bytes.toString("latin1")].join("\0".repeat(width - 1));
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}
