import type { ExtraModes } from "./extraModes.ts";
import type { Parser } from "./parser.ts";

/** What a program is told when it asks for a colour that it did not set: xterm's own palette on black. */
const defaultColours = new Map([
  [10, "rgb:e5e5/e5e5/e5e5"],
  [11, "rgb:0000/0000/0000"],
  [12, "rgb:e5e5/e5e5/e5e5"],
]);
const basicPalette = (
  "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf " + "555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
).split(" ");

export interface QueryContext {
  readonly extras: ExtraModes;
  answer(text: string): void;
}

/**
 * Answers what programs ask a terminal. xterm itself answers DA1, DA2, DSR, cursor position, size, DECRQM and DECRQSS; these
 * are the others. Nobody else answers: with two viewers a program would get two answers, with none it would hang.
 */
export function answerQueries(parser: Parser, { extras, answer }: QueryContext): void {
  parser.control({ prefix: "=", final: "c" }, () => answer("\x1bP!|00000000\x1b\\"));
  parser.escape({ final: "Z" }, () => answer("\x1b[?1;2c"));
  parser.control({ prefix: ">", final: "q" }, () => answer("\x1bP>|clauderon\x1b\\"));
  parser.control({ prefix: "?", final: "u" }, () => answer(`\x1b[?${extras.keyboardFlags}u`));
  parser.control({ prefix: "?", final: "m" }, ([resource]) => {
    if (resource === 4) answer(`\x1b[>4;${extras.modifyOtherKeys}m`);
  });
  for (const code of [10, 11, 12])
    parser.command(code, (data) => {
      for (const [offset, spec] of data.split(";").entries()) {
        const asked = code + offset;
        const colour = extras.colour(asked) ?? defaultColours.get(asked);
        if (spec === "?" && colour) answer(`\x1b]${asked};${longColour(colour)}\x1b\\`);
      }
    });
  parser.command(4, (data) => {
    const fields = data.split(";");
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const number = Number(fields[index]);
      if (fields[index + 1] !== "?" || number > 255) continue;
      answer(`\x1b]4;${number};${longColour(extras.paletteColour(number) ?? paletteColour(number))}\x1b\\`);
    }
  });
  // XTGETTCAP: no capability is told this way.
  parser.device({ intermediates: "+", final: "q" }, () => answer("\x1bP0+r\x1b\\"));
}

/** The standard 256 colours: 16 basic ones, a cube of 216, 24 greys. */
function paletteColour(index: number): string {
  const basic = basicPalette[index];
  if (basic) return `#${basic}`;
  const step = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  const levels =
    index < 232
      ? [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)]
      : Array.from({ length: 3 }, () => 8 + (index - 232) * 10);
  return `#${levels.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

/** `#rrggbb` as terminals report it; other forms are given back as they were set. */
function longColour(spec: string): string {
  const short = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(spec);
  return short
    ? `rgb:${short
        .slice(1)
        .map((level) => level + level)
        .join("/")}`
    : spec;
}
