import type { Screen } from "../../src-main/core/terminals/screen.ts";
import { charsetName, type ScreenView } from "../../src-main/core/terminals/screenView.ts";

/** Everything about a screen that a viewer can see or that changes what it sees next, as comparable data. */
export function describeScreen(screen: Screen): object {
  const view = screen.view();
  const { internals } = view;
  const active = internals.buffers.active;
  const onAlternate = active === internals.buffers.alt;
  const rows = (buffer: { line(row: number): ReturnType<ScreenView["normal"]["line"]> }, length: number): string[] =>
    Array.from({ length }, (_, row) => describeLine(buffer.line(row), view.cols));
  return {
    normal: rows(view.normal, view.normal.length),
    // The first line has none before it that it could continue.
    wrapped: Array.from({ length: view.normal.length }, (_, row) => row > 0 && view.normal.line(row).isWrapped),
    alternate: onAlternate ? rows(view.alternate, view.rows) : null,
    cursor: [active.x, active.y],
    saved: [Math.min(active.savedX, view.cols - 1), Math.max(active.savedY - active.ybase, 0)],
    region: [active.scrollTop, active.scrollBottom],
    tabs: Array.from({ length: view.cols }, (_, column) => Boolean(active.tabs[column])),
    modes: { ...view.modes, lineFeed: view.lineFeedMode, blink: view.cursorBlink },
    mouse: internals.coreMouseService.activeEncoding,
    hidden: internals.coreService.isCursorHidden,
    style: [
      internals.coreService.decPrivateModes.cursorStyle,
      Boolean(internals.coreService.decPrivateModes.cursorBlink),
    ],
    pen: describePen(internals._inputHandler._curAttrData),
    charsets: [0, 1, 2, 3].map((index) => charsetName(internals._charsetService._charsets[index])),
    level: internals._charsetService.glevel,
    drawnIn: charsetName(internals._charsetService.charset),
    extras: [view.extras.normal(), onAlternate ? view.extras.alternate() : "", view.extras.common()],
  };
}

function describeLine(line: ReturnType<ScreenView["normal"]["line"]>, cols: number): string {
  const cells: string[] = [];
  for (let column = 0; column < cols; column++) {
    const cell = line.getCell(column)!;
    if (cell.getChars() === "" && line.getCell(column - 1)?.getWidth() === 2) continue;
    // With wrapping off, xterm can leave half of a wide character standing; no terminal shows that half.
    const broken = cell.getWidth() === 2 && Boolean(line.getCell(column + 1)?.getChars());
    cells.push(`${(!broken && cell.getChars()) || " "}${describePen(cell)}`);
  }
  return cells.join("");
}

function describePen({
  fg,
  bg,
  extended,
}: {
  fg: number;
  bg: number;
  extended: ScreenView["internals"]["_inputHandler"]["_curAttrData"]["extended"];
}): string {
  const underline = bg & 0x10000000 ? `,${extended.underlineStyle},${colour(extended.underlineColor)}` : "";
  return fg === 0 && bg === 0 ? "" : `<${colour(fg)},${colour(bg)}${underline}>`;
}

/** Palette colours below 16 can be asked for in two ways, and leave bits of an older colour behind. */
function colour(packed: number): string {
  const mode = packed & 0x3000000;
  const flags = packed & ~0x3ffffff;
  const value = mode === 0x3000000 ? packed & 0x3ffffff : mode === 0 ? 0 : 0x2000000 | (packed & 0xff);
  return ((flags | value) >>> 0).toString(16);
}
