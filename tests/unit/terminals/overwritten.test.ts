import { describe, expect, it } from "vitest";
import { TerminalFilter } from "../../../src-main/core/terminals/filter.ts";
import { findOverwritten } from "../../../src-main/core/terminals/overwritten.ts";
import { Screen } from "../../../src-main/core/terminals/screen.ts";
import { fc } from "../../helpers/property.ts";

const size = { cols: 40, rows: 10 };
const newScreen = (): Screen => new Screen({ ...size, onAnswer: () => {}, onPressure: () => {} });
const parsed = (screen: Screen): Promise<void> => new Promise((resolve) => screen.afterParsed(resolve));

/** What is on the screen after `text` came at once, so that parts of it may be left out, and after it came in pieces. */
async function atOnceAndInPieces(before: string, text: string): Promise<[string, string]> {
  const [atOnce, inPieces] = [newScreen(), newScreen()];
  for (const screen of [atOnce, inPieces]) {
    screen.write(Buffer.from(before));
    await parsed(screen);
  }
  const { forScreen, kind } = new TerminalFilter().push(Buffer.from(text));
  atOnce.write(forScreen, kind);
  await parsed(atOnce);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 50_000 < bytes.length ? bytes.lastIndexOf(0x0a, at + 50_000) + 1 : bytes.length;
    inPieces.write(bytes.subarray(at, end));
    await parsed(inPieces);
    at = end;
  }
  const drawn: [string, string] = [atOnce.snapshot(), inPieces.snapshot()];
  for (const screen of [atOnce, inPieces]) screen.dispose();
  return drawn;
}

const look = fc.constantFrom(
  "\x1b[m",
  "\x1b[0;1m",
  "\x1b[31m",
  "\x1b[44m",
  "\x1b[38;5;208m",
  "\x1b[4:3m",
  "\x1b[7m",
  "\x1b[22m",
);
const lineEdit = fc.constantFrom(
  "\x1b[K",
  "\x1b[1K",
  "\x1b[5G",
  "\x1b[3C",
  "\x1b[2D",
  "\x1b[2P",
  "\x1b[2@",
  "\t",
  "\b",
  "\r",
);
const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).map((it) => it.replace(/\p{C}/gu, "")),
  fc.constant("宽字é".repeat(9)),
);
const ending = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n");
const line = fc
  .tuple(fc.array(fc.oneof(look, word, word, lineEdit), { maxLength: 6 }), ending)
  .map(([parts, end]) => parts.join("") + end);
const before = fc.constantFrom(
  "",
  "",
  "",
  "",
  "\x1b[5;5Habove",
  "full screen\r\n".repeat(2000),
  "\x1b[7l",
  "\x1b[4h",
  "\x1b[2;6r",
  "\x1b[?1049h",
  "\x1b[?45h",
  "\x1b(0",
  "\x1b7",
);
const within = fc.constantFrom(
  "",
  "",
  "",
  "",
  "",
  "",
  "\x1b[H",
  "\x1b[2J",
  "\x1b[3;7r",
  "\x1b[A",
  "\x1b8",
  "\x0e",
  "\x1bM",
);

describe("a flood of lines", () => {
  it("leaves the same screen whether it came at once or in pieces", async () => {
    const flood = fc.tuple(
      before,
      fc.array(line, { minLength: 20, maxLength: 40 }),
      within,
      fc.array(line, { maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(flood, async ([start, lines, odd, last]) => {
        const block = lines.join("");
        const text = block.repeat(Math.ceil(250_000 / block.length) + 80) + odd + block.repeat(60) + last.join("");
        const [atOnce, inPieces] = await atOnceAndInPieces(start, text);
        expect(atOnce).toBe(inPieces);
      }),
      { numRuns: 12 },
    );
  });
});

it("a character is whole wherever in much output it stands", async () => {
  for (let before = 16_380; before <= 16_385; before++) {
    const screen = newScreen();
    screen.write(Buffer.from(`${"a".repeat(before)}\u{10031}b`));
    await parsed(screen);
    expect(screen.text().slice(-4)).toBe("a\u{10031}b");
    screen.dispose();
  }
});

describe("findOverwritten", () => {
  const find = (text: string, lines: number, linesOnly = false) => {
    const found = findOverwritten(Buffer.from(text), lines, linesOnly);
    return found && { end: found.end, effect: Buffer.from(found.effect).toString(), isWhole: found.isWhole };
  };

  it("leaves out all lines but those that were asked for, and keeps the looks they leave behind", () => {
    expect(find("a\x1b[1m\r\nb\x1b[0;31m\r\nc\x1b[4m\r\nd\r\ne", 1)).toEqual({
      end: 24,
      effect: "\x1b[0;31m\x1b[4m\r",
      isWhole: true,
    });
  });

  it("finds the same looks where it is known that there are only lines", () => {
    const text = "a\x1b[1m\r\nb\x1b[0;31m\x1b[2K\r\nc\x1b[4m\r\nd\r\ne";
    expect(find(text, 1, true)).toEqual(find(text, 1));
    expect(find("a\x1b[1m\r\nb\x1b[31m\r\nc\r\nd", 1, true)?.effect).toBe("\x1b[1m\x1b[31m\r");
  });

  it("begins only where a line begins at its first column", () => {
    expect(find("a\r\nb\nc\nd\n", 2)).toEqual({ end: 3, effect: "\r", isWhole: false });
    expect(find("a\nb\nc\nd\n", 2)).toBeNull();
  });

  it.each([
    "\x1b[H",
    "\x1b[2J",
    "\x1b[5;9r",
    "\x1b[?25l",
    "\x1b[A",
    "\x1b]0;title\x1b\\",
    "\x1b7",
    "\x1bc",
    "\x0e",
    "\x0c",
    "\x1b[3",
  ])("leaves out nothing that holds %j", (sequence) => {
    expect(find(`a${sequence}\r\nb\r\nc\r\n`, 1)).toBeNull();
    expect(find(`a\r\nb\r\nc${sequence}\r\n`, 1)).not.toBeNull();
  });
});
