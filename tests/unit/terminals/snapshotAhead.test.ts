import { describe, expect, it } from "vitest";
import { TerminalFilter } from "../../../src-main/core/terminals/filter.ts";
import { Screen } from "../../../src-main/core/terminals/screen.ts";
import { describeScreen } from "../../helpers/describeScreen.ts";
import { fc } from "../../helpers/property.ts";

const size = { cols: 30, rows: 8 };
const newScreen = (): Screen => new Screen({ ...size, onAnswer: () => {}, onPressure: () => {} });
const parsed = (screen: Screen): Promise<void> => new Promise((resolve) => screen.afterParsed(resolve));

const chunkBytes = 30_000;

/** A screen on which `before` is drawn and `flood` waits to be. */
async function flooded(before: string, flood: string): Promise<Screen> {
  const screen = newScreen();
  const filter = new TerminalFilter();
  screen.write(filter.push(Buffer.from(before)).forScreen);
  await parsed(screen);
  const bytes = Buffer.from(flood);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const { forScreen, kind } = filter.push(bytes.subarray(at, at + chunkBytes));
    screen.write(forScreen, kind);
  }
  return screen;
}

async function draw(picture: readonly Uint8Array[], more: string): Promise<Screen> {
  const screen = newScreen();
  screen.write(Buffer.concat([...picture, Buffer.from(more)]));
  await parsed(screen);
  return screen;
}

const line = fc
  .array(
    fc.oneof(
      fc.constantFrom("\x1b[m", "\x1b[0;1m", "\x1b[31m", "\x1b[44m", "\x1b[38;5;208m", "\x1b[7m"),
      fc.constantFrom("a", "hello", "漢字", "y".repeat(45), "漢".repeat(23), "\t", "\b", "\r", "\x1b[K", "\x1b[9G"),
    ),
    { maxLength: 6 },
  )
  .map((parts) => `${parts.join("")}\r\n`);
const before = fc.array(
  fc.constantFrom(
    "words\r\n",
    "line\r\n".repeat(1100),
    "\x1b[4;9H",
    "\x1b[1;35m",
    "\x1b7",
    "\x1b(0\x1b7\x1b(B",
    "\x1b[?25l",
    "\x1b[?2004h",
    "\x1b[?1002;1006h",
    "\x1b[3g\x1b[5G\x1bH",
    "\x1b[>5u",
    "\x1b]11;#102030\x1b\\",
    "\x1b[4 q",
    "\x1b[?7l",
    "\x1b[4h",
    "\x1b[20h",
    "\x1b(0",
    "\x0e",
    "\x1b[2;6r",
    "\x1b[?1049h",
  ),
  { maxLength: 4 },
);

const flood = fc.tuple(fc.array(line, { minLength: 20, maxLength: 40 }), line).map(([lines, last]) => {
  const block = lines.join("");
  return block.repeat(Math.ceil(200_000 / block.length) + 60) + last.trimEnd();
});

/** The rows of the screen with their looks, and where the cursor is. */
function inSight(screen: Screen): object {
  const { normal, cursor, pen } = describeScreen(screen) as { normal: string[]; cursor: unknown; pen: unknown };
  return { rows: normal.slice(-size.rows), cursor, pen };
}

describe("a picture of a flood that was not parsed", () => {
  it("draws what parsing it would have drawn, or is not given", async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(before, flood, async (start, lines) => {
        const screen = await flooded(start.join(""), lines);
        const picture = screen.snapshotAhead();
        if (picture) {
          given++;
          screen.write(Buffer.from("x\x1b8y"));
          await parsed(screen);
          const copy = await draw(picture, "x\x1b8y");
          expect(describeScreen(copy)).toEqual(describeScreen(screen));
          copy.dispose();
        }
        screen.dispose();
      }),
      { numRuns: 40 },
    );
    expect(given).toBeGreaterThan(0);
  });

  it("shows what is in sight as it would be, where it is brief", async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(before, flood, async (start, lines) => {
        const screen = await flooded(start.join(""), lines);
        const picture = screen.snapshotAhead({ brief: true });
        if (picture) {
          given++;
          await parsed(screen);
          const copy = await draw(picture, "");
          expect(inSight(copy)).toEqual(inSight(screen));
          copy.dispose();
        }
        screen.dispose();
      }),
      { numRuns: 40 },
    );
    expect(given).toBeGreaterThan(0);
  });

  const lines = "a line of \x1b[32mgreen\x1b[m words\r\n".repeat(9000);

  it("is given where output is lines on a plain screen", async () => {
    const screen = await flooded("before\r\n", lines);
    const picture = screen.snapshotAhead();
    const text = Buffer.concat(picture ?? []).toString();
    expect(text).not.toContain("before");
    expect(text.split("\n").length).toBeLessThan(1100);
    expect((await draw(picture ?? [], "")).text()).toContain("a line of green words");
  });

  it("has twice the screen's lines where it is brief", async () => {
    const screen = await flooded("before\r\n", lines);
    const text = Buffer.concat(screen.snapshotAhead({ brief: true }) ?? []).toString();
    expect(text.split("\n").length).toBe(2 * size.rows + 1);
    expect((await draw([Buffer.from(text)], "")).text()).toContain("a line of green words");
  });

  it.each([
    ["too little to fill the memory", "", "few\r\n".repeat(500)],
    ["something asks", "", `${lines}\x1b[6n`],
    ["something draws elsewhere", "", `${lines}\x1b[H`],
    ["a bell would ring again", "", `${lines}\x07`],
    ["lines are kilobytes long", "", `${"z".repeat(1000)}\r\n`.repeat(1500)],
    ["lines do not wrap", "\x1b[?7l", lines],
    ["characters are inserted", "\x1b[4h", lines],
    ["another character set is on", "\x1b(0", lines],
    ["a part of the screen scrolls", "\x1b[2;6r", lines],
    ["a full-screen program runs", "\x1b[?1049h", lines],
  ])("is not given where %s", async (_, start, flood) => {
    expect((await flooded(start, flood)).snapshotAhead()).toBeNull();
  });

  it("is not given while something waits for the screen", async () => {
    const screen = await flooded("", lines);
    screen.resize(40, 8);
    expect(screen.snapshotAhead()).toBeNull();
    await parsed(screen);
  });
});
