import { PassThrough, Readable } from "node:stream";
import { afterEach, expect, it } from "vitest";
import { Terminal } from "../../../src-main/core/terminals/terminal.ts";
import { Viewer } from "../../../src-main/core/terminals/viewer.ts";
import type { TerminalEvent } from "../../../src-shared/contract/terminals.ts";

const size = { cols: 100, rows: 30 };
const patient = { timeout: 20_000, interval: 10 };
const mebibyte = 1024 * 1024;

let output: Readable;
let terminal: Terminal;
let events: TerminalEvent[];

function watch(): Viewer {
  output = new Readable({ read: () => {} });
  terminal = new Terminal({
    ...size,
    output,
    input: new PassThrough(),
    saved: null,
    resize: async () => {},
    onEnd: () => {},
  });
  events = [];
  const viewer = new Viewer("one", { raw: false, ...size }, (event) => events.push(event));
  terminal.add(viewer);
  return viewer;
}

afterEach(() => terminal.dispose());

let lineNumber = 0;
/** So many bytes of numbered lines, all at once: the terminal has not parsed them when this returns. */
function flood(bytes: number): void {
  for (let left = bytes; left > 0; ) {
    const chunk = Buffer.from(
      Array.from({ length: 400 }, () => `\x1b[32mline\x1b[m ${lineNumber++} of a flood that nobody can read\r\n`).join(
        "",
      ),
    );
    left -= chunk.length;
    output.push(chunk);
  }
}

const pictures = (): Buffer[] =>
  events.flatMap((event) => (event.type === "snapshot" ? [Buffer.from(event.bytes)] : []));
const sizeOf = (event: TerminalEvent): number => ("bytes" in event ? event.bytes.length : 0);
/** Shows all that came and was not shown yet; another picture may come of it at once. */
function showAll(viewer: Viewer, from: number): number {
  const to = events.length;
  terminal.ack(
    viewer,
    events.slice(from, to).reduce((sum, event) => sum + sizeOf(event), 0),
  );
  return to;
}

it("a viewer that falls behind a flood is shown what is in sight while it lasts, and everything when it is over", async () => {
  const viewer = watch();
  let shown = 0;
  const isBrief = (picture: Buffer): boolean => picture.length < size.rows * 2 * 80;
  const brief = (): Buffer[] => pictures().slice(1).filter(isBrief);
  await expect
    .poll(() => {
      flood(2 * mebibyte);
      shown = showAll(viewer, shown);
      return brief().length;
    }, patient)
    .toBeGreaterThan(3);
  expect(brief()[0]!.toString()).toContain("of a flood that nobody can read");
  output.push("the end");
  await expect
    .poll(() => {
      shown = showAll(viewer, shown);
      return pictures().at(-1)!.toString();
    }, patient)
    .toContain(`${lineNumber - 900} of a flood`);
  expect(pictures().at(-1)!.toString()).toContain("the end");
  // It is live again: what comes now is output, no picture.
  const last = events.length;
  output.push(" and more");
  await expect.poll(() => events.slice(last).map(({ type }) => type), patient).toEqual(["data"]);
});

it("a viewer that falls behind shows what it was sent before it is sent more", async () => {
  watch();
  flood(8 * mebibyte);
  await expect.poll(() => output.readableLength, patient).toBe(0);
  expect(events.reduce((sum, event) => sum + sizeOf(event), 0)).toBeLessThan(1.3 * mebibyte);
});
