/*
 * Text that a container, a wire or a repository wrote is shown as what it is: controls, bidirectional overrides,
 * zero-width and tag characters could make it look like something else, so that each becomes a visible mark.
 */

const maxLength = 200;
const hidden =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

/** One line of at most 200 characters that holds nothing invisible. Put it in a `<bdi>`. */
export function neutralise(text: string, limit = maxLength): string {
  const cut = [...text.slice(0, limit * 2)].slice(0, limit).join("");
  const shown = cut.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x0a || code === 0x09) return " ";
    return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
  });
  return cut.length < text.length ? `${shown}…` : shown;
}
