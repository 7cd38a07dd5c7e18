import { Undecidable } from "./bodyFacts.ts";

/**
 * Parses JSON that every server reads alike. A name given twice in one object is read differently by different parsers,
 * which would let a request mean one thing here and another there.
 */
export function readJson(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Undecidable("its body is not UTF-8");
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Undecidable("its body is not JSON");
  }
  if (hasRepeatedNames(text)) throw new Undecidable("its JSON body names a field twice");
  return parsed;
}

/** For text that is known to be JSON. */
function hasRepeatedNames(text: string): boolean {
  /** Names of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let expectsName = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (expectsName && names) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) return true;
        names.add(name);
        expectsName = false;
      }
      at = end - 1;
    } else if (letter === "{") {
      open.push(new Set());
      expectsName = true;
    } else if (letter === "[") {
      open.push(null);
      expectsName = false;
    } else if (letter === "}" || letter === "]") {
      open.pop();
      expectsName = false;
    } else if (letter === ",") expectsName = open.at(-1) !== null;
  }
  return false;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
