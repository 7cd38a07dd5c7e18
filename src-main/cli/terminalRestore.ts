/*
 * What brings a person's terminal back to rest, whatever the program inside did to it. Sequences that a terminal does
 * not know are ignored by it.
 */

const leaveInputModes = [
  // An open synchronised update would hide everything that follows.
  "\x1b[?2026l",
  // Kitty's keyboard flags of this screen, and modifyOtherKeys.
  "\x1b[<16u\x1b[=0;1u\x1b[>4m",
  // Mouse, focus reports, bracketed paste.
  "\x1b[?9;1000;1002;1003;1004;1006;1016;2004l",
  // Cursor keys, keypad.
  "\x1b[?1;66l\x1b>",
].join("");

const leaveDrawingModes = [
  // Margins, origin, insert, line feed, reverse wrap off; wrapping on. Setting margins moves the cursor.
  "\x1b7\x1b[r\x1b[?6l\x1b8",
  "\x1b[4l\x1b[20l\x1b[?45l\x1b[?7h",
  // Character sets, link, looks, cursor.
  "\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b]8;;\x1b\\\x1b[m\x1b[0 q\x1b[?25h",
  // Palette, foreground, background, cursor colour.
  "\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\",
].join("");

/** Keeps the title to give it back later. */
export const saveTitle = "\x1b[22;0t";

export interface TerminalState {
  /** The program is on the alternate screen. Leaving it from the normal one would move the cursor. */
  readonly onAlternate: boolean;
}

/** Everything back to rest. The cursor stays where the program left it. */
export function restoreTerminal({ onAlternate }: TerminalState): string {
  const leaveAlternate = onAlternate ? "\x1b[?1049l\x1b[<16u\x1b[=0;1u" : "";
  return `${leaveInputModes}${leaveAlternate}${leaveDrawingModes}\x1b[23;0t`;
}

/** Before a snapshot: the same, and an empty screen. The first time, what stood there moves into the scrollback. */
export function prepareForSnapshot(state: TerminalState, options: { rows: number; first: boolean }): string {
  const leaveAlternate = state.onAlternate ? "\x1b[?1049l\x1b[<16u\x1b[=0;1u" : "";
  const keep = options.first ? `\x1b[${options.rows};1H${"\n".repeat(options.rows)}` : "";
  return `${leaveInputModes}${leaveAlternate}${leaveDrawingModes}${keep}\x1b[H\x1b[2J\x1b[3g${tabStops}\x1b[H`;
}

const tabStops = Array.from({ length: 32 }, (_, stop) => `\x1b[${stop * 8 + 1}G\x1bH`).join("");

/** Follows whether the program is on the alternate screen, from the bytes it sends. */
export class AlternateScreen implements TerminalState {
  onAlternate = false;
  #tail = "";

  see(bytes: Uint8Array): void {
    const text = this.#tail + Buffer.from(bytes).toString("latin1");
    for (const [, modes = "", final] of text.matchAll(/\x1b\[\?([0-9;]{1,64})([hl])/g))
      if (modes.split(";").some((mode) => ["47", "1047", "1049"].includes(mode))) this.onAlternate = final === "h";
    // Raw output may be cut inside a sequence.
    const last = text.lastIndexOf("\x1b");
    this.#tail = last >= 0 && text.length - last < 64 && !/[hl]/.test(text.slice(last)) ? text.slice(last) : "";
  }
}
