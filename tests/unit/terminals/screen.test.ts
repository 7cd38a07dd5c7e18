import { describe, expect, it } from "vitest";
import { TerminalFilter } from "../../../src-main/core/terminals/filter.ts";
import { Screen } from "../../../src-main/core/terminals/screen.ts";
import { describeScreen } from "../../helpers/describeScreen.ts";
import { fc } from "../../helpers/property.ts";

const size = { cols: 20, rows: 6 };

function open(cols = size.cols, rows = size.rows): { screen: Screen; answers: string[] } {
  const answers: string[] = [];
  const screen = new Screen({ cols, rows, onAnswer: (text) => answers.push(text), onPressure: () => {} });
  return { screen, answers };
}

const parsed = (screen: Screen): Promise<void> => new Promise((resolve) => screen.afterParsed(resolve));

async function draw(text: string): Promise<Screen> {
  const { screen } = open();
  screen.write(new TerminalFilter().push(Buffer.from(text)).forScreen);
  await parsed(screen);
  return screen;
}

/** The screen that a viewer has who got only the snapshot. */
async function redraw(screen: Screen): Promise<Screen> {
  const { screen: copy } = open();
  copy.write(Buffer.from(screen.snapshot()));
  await parsed(copy);
  return copy;
}

async function answersTo(text: string): Promise<string[]> {
  const { screen, answers } = open();
  screen.write(Buffer.from(text));
  await parsed(screen);
  return answers;
}

const word = fc.constantFrom(
  "a",
  "hello",
  "漢字",
  "é",
  "e\u0301",
  "🎉",
  " ",
  "x".repeat(19),
  "y".repeat(45),
  "漢".repeat(23),
);
const number = fc.nat(24);
const sequence = fc.oneof(
  fc.constantFrom("\r\n", "\n", "\r", "\b", "\t", "\x1bM", "\x1bD", "\x1bE", "\x1b[m", "\x1b[?1049h", "\x1b[?1049l"),
  fc.tuple(number, number).map(([row, column]) => `\x1b[${row};${column}H`),
  fc.tuple(number, fc.constantFrom(..."ABCDGdXPL@MSTKJ")).map(([count, final]) => `\x1b[${count}${final}`),
  fc.tuple(fc.nat(255), fc.constantFrom("38", "48")).map(([colour, which]) => `\x1b[${which};5;${colour}m`),
  fc.tuple(fc.nat(255), fc.nat(255)).map(([red, blue]) => `\x1b[38;2;${red};7;${blue}m`),
  fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 22, 27, 31, 39, 44, 49, 53, 92, 105).map((code) => `\x1b[${code}m`),
  fc.constantFrom("\x1b[4:3;58:2::1:2:3m", "\x1b[4:5m", "\x1b[58:5:9m", "\x1b[21m"),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 6 })).map(([top, end]) => `\x1b[${top};${end}r`),
  fc
    .tuple(fc.constantFrom(1, 7, 9, 25, 45, 66, 1000, 1002, 1003, 1004, 1006, 1016, 2004), fc.constantFrom("h", "l"))
    .map(([mode, final]) => `\x1b[?${mode}${final}`),
  fc.constantFrom("\x1b[4h", "\x1b[4l", "\x1b(0", "\x1b(B", "\x1b)0", "\x0e", "\x0f", "\x1b7", "\x1b[3 q", "\x1b[6 q"),
  fc.constantFrom(
    "\x1b[>1u",
    "\x1b[>5u",
    "\x1b[<u",
    "\x1b[=3;1u",
    "\x1b[>4;2m",
    "\x1b[>4m",
    "\x1bH",
    "\x1b[3g",
    "\x1b[g",
  ),
  fc.constantFrom(
    "\x1b]11;#102030\x1b\\",
    "\x1b]4;1;#445566\x1b\\",
    "\x1b]104\x1b\\",
    "\x1b]111\x1b\\",
    "\x1b[!p",
    "\x1bc",
  ),
);
const program = fc.array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 4, arbitrary: sequence }), {
  maxLength: 60,
});

describe("a snapshot", () => {
  it("draws the same cells, cursor and modes on another terminal, for any program", async () => {
    await fc.assert(
      fc.asyncProperty(program, async (pieces) => {
        const screen = await draw(pieces.join(""));
        expect(describeScreen(await redraw(screen))).toEqual(describeScreen(screen));
      }),
      { numRuns: 1500 },
    );
  });

  it("leaves the terminal so that what comes next looks the same", async () => {
    await fc.assert(
      fc.asyncProperty(program, fc.array(word, { maxLength: 5 }), async (pieces, more) => {
        const screen = await draw(pieces.join(""));
        const copy = await redraw(screen);
        for (const one of [screen, copy]) {
          one.write(Buffer.from(`${more.join("")}\r\n\x1b8z`));
          await parsed(one);
        }
        expect(describeScreen(copy)).toEqual(describeScreen(screen));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["that was chosen", "\x1b(0", "│"],
    ["that the cursor brought back, and not the one chosen since", "\x1b(0\x1b8", "x"],
    ["that was saved with the cursor", "\x1b(0\x1b7\x1b(B\x1b8", "│"],
    ["that the end of a full-screen program brings back", "\x1b(0\x1b[?1049l", "x"],
  ])("leaves the character set %s", async (_, program, drawn) => {
    for (const screen of [await draw(program), await redraw(await draw(program))]) {
      screen.write(Buffer.from("x"));
      await parsed(screen);
      expect(screen.text().trim()).toBe(drawn);
    }
  });

  it.each([
    ["stays whole where the next one does not fit", `${"漢".repeat(12)}\x1b[19G`, "漢".repeat(9)],
    ["goes with the half that was written over", `${"漢".repeat(10)}a\x1b[20G`, `${"漢".repeat(9)} `],
  ])("a wide character at the end of a line that does not wrap %s", async (_, program, left) => {
    const screens = [await draw(`\x1b[?7l${program}\x1b[41m`)];
    screens.push(await redraw(screens[0]!));
    for (const screen of screens) {
      screen.write(Buffer.from("b"));
      await parsed(screen);
      expect(screen.text()).toBe(`${left}b`);
    }
    expect(describeScreen(screens[1]!)).toEqual(describeScreen(screens[0]!));
  });

  it("holds at most 1000 lines above the screen", async () => {
    const screen = await draw(Array.from({ length: 1500 }, (_, line) => `line ${line}\r\n`).join(""));
    const lines = (await redraw(screen)).text().split("\n");
    expect(lines[0]).toBe("line 495");
    expect(lines.at(-1)).toBe("line 1499");
  });

  it("stays small when every cell is dear", async () => {
    const dear = (index: number): string => `\x1b[38;2;${index % 250};1;2;48;2;9;${index % 199};7mx`;
    const screen = await draw(Array.from({ length: 60_000 }, (_, index) => dear(index)).join(""));
    expect(screen.snapshot().length).toBeLessThan(600 * 1024);
  });
});

describe("questions to the terminal", () => {
  it.each([
    ["\x1b[c", "\x1b[?1;2c"],
    ["\x1bZ", "\x1b[?1;2c"],
    ["\x1b[>c", "\x1b[>0;276;0c"],
    ["\x1b[=c", "\x1bP!|00000000\x1b\\"],
    ["\x1b[5n", "\x1b[0n"],
    ["ab\r\nc\x1b[6n", "\x1b[2;2R"],
    ["\x1b[?2004h\x1b[?2004$p", "\x1b[?2004;1$y"],
    ["\x1b[?2027$p", "\x1b[?2027;0$y"],
    ["\x1b[?u", "\x1b[?0u"],
    ["\x1b[>5u\x1b[?u", "\x1b[?5u"],
    ["\x1b[>5u\x1b[<u\x1b[?u", "\x1b[?0u"],
    ["\x1b[>4;2m\x1b[?4m", "\x1b[>4;2m"],
    ["\x1b[>q", "\x1bP>|clauderon\x1b\\"],
    ["\x1b[18t", "\x1b[8;6;20t"],
    ["\x1b]11;?\x07", "\x1b]11;rgb:0000/0000/0000\x1b\\"],
    ["\x1b]11;#102030\x07\x1b]11;?\x07", "\x1b]11;rgb:1010/2020/3030\x1b\\"],
    ["\x1b]4;196;?\x07", "\x1b]4;196;rgb:ffff/0000/0000\x1b\\"],
    ["\x1b[2;4r\x1bP$qr\x1b\\", "\x1bP1$r2;4r\x1b\\"],
    ["\x1bP+q544e\x1b\\", "\x1bP0+r\x1b\\"],
  ])("%j is answered with %j", async (question, answer) => {
    expect(await answersTo(question)).toEqual([answer]);
  });

  it("are answered where they stand in the output", async () => {
    expect(await answersTo("\x1b[6nab\x1b[6n")).toEqual(["\x1b[1;1R", "\x1b[1;3R"]);
  });
});

it("asks the container to wait over 2 MiB of backlog, and to go on under 512 KiB", async () => {
  const pressure: [boolean, number][] = [];
  const screen: Screen = new Screen({
    ...size,
    onAnswer: () => {},
    onPressure: (paused) => pressure.push([paused, screen.backlog]),
  });
  const chunk = Buffer.from(`${"z".repeat(78)}\r\n`.repeat(800));
  while (pressure.length === 0) screen.write(chunk);
  await parsed(screen);
  expect(pressure.map(([paused]) => paused)).toEqual([true, false]);
  expect(pressure[0]?.[1]).toBeLessThanOrEqual(2 * 1024 * 1024 + chunk.length);
  expect(pressure[1]?.[1]).toBeLessThan(512 * 1024);
});

it("links cost the screen nothing, however many and long they are", async () => {
  const target = (number: number): string => `https://example.com/${number}/${"x".repeat(2000)}`;
  const screen = await draw(
    Array.from({ length: 200 }, (_, number) => `\x1b]8;;${target(number)}\x1b\\l\x1b]8;;\x1b\\`).join(""),
  );
  expect(screen.text()).toContain("lll");
  const { _oscLinkService: links } = screen.view().internals as unknown as {
    _oscLinkService: { _dataByLinkId: Map<number, unknown> };
  };
  expect(links._dataByLinkId.size).toBe(0);
});
