/*
 * Text from a container, a repository or a network may carry bytes that move the cursor, retitle the window or reorder
 * a line. Everything of that kind is shown as an escape instead: C0, DEL and C1 controls, bidi controls, line and
 * paragraph separators, zero-width and tag characters, and lone surrogates.
 */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/** One line: also newlines and tabs are shown as escapes. */
export function escapeLine(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

/** Several lines: newlines and tabs stay; a carriage return before a newline is dropped. */
export function escapeText(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(unsafe, (character) => {
    return character === "\n" || character === "\t" ? character : escapeCharacter(character);
  });
}

/** JSON that is safe on a terminal too: what JSON leaves bare is written as a \u escape, which means the same. */
export function escapeJson(json: string): string {
  return json.replace(unsafe, (character) => {
    if (character === "\n") return character;
    return Array.from({ length: character.length }, (_, at) => unicodeEscape(character.charCodeAt(at))).join("");
  });
}

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? unicodeEscape(code) : `\\u{${code.toString(16)}}`;
}

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
