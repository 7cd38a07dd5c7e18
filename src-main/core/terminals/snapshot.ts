import { type BufferState, charsetName, type ScreenView } from "./screenView.ts";
import { defaultPen, type Pen, samePen, sgr } from "./sgr.ts";
import { LinePainter } from "./snapshotLines.ts";

/** A hostile program can make every cell cost forty bytes; older lines beyond this are left out. */
const maxScrollbackCharacters = 512 * 1024;

/**
 * Text that draws the whole screen, its scrollback and its modes on a terminal of the same size that was just reset.
 * Left out: the title, links, and a synchronised update that is open.
 */
export function takeSnapshot(view: ScreenView): string {
  const { internals } = view;
  const onAlternate = internals.buffers.active === internals.buffers.alt;
  const parts = [normalLines(view), view.extras.normal()];
  if (onAlternate) {
    // The switch saves the cursor, as it did for the program; what is drawn after it starts from clean cells.
    parts.push(place(savedPosition(view, internals.buffers.normal)));
    parts.push(saved(internals.buffers.normal, "\x1b[?1049h"), "\x1b[m\x1b[2J", alternateLines(view));
    parts.push(view.extras.alternate());
  }
  const active = internals.buffers.active;
  if (onAlternate || hasSavedCursor(active)) parts.push(place(savedPosition(view, active)), saved(active, "\x1b7"));
  parts.push(tabStops(view), region(view, active), cursor(view, active), lastModes(view), view.extras.common());
  return parts.join("");
}

/**
 * The same of a screen whose whole memory, `scrollback` and all, is about to be filled by `lines`, which are not parsed
 * yet: they are the picture. Null where lines would not look the same on a terminal that was just reset.
 */
export function snapshotOfLines(
  view: ScreenView,
  lines: readonly Uint8Array[],
  scrollback: number,
): Uint8Array[] | null {
  const { modes, internals } = view;
  const { normal } = internals.buffers;
  const plainModes = modes.wraparoundMode && !modes.insertMode && !modes.originMode && !view.lineFeedMode;
  if (!plainModes || characterSets(view) !== "" || charsetName(internals._charsetService.charset) !== "B") return null;
  // The saved place is one of the memory and not of the screen: once lines follow it, only the top can be told.
  if (normal.savedY > scrollback) return null;
  const before = [
    view.extras.normal(),
    tabStops(view),
    place({ x: Math.min(normal.savedX, view.cols - 1), y: 0 }),
    saved(normal, "\x1b7"),
    "\x1b[m\x1b[H",
  ];
  return [Buffer.from(before.join("")), ...lines, Buffer.from(lastModes(view) + view.extras.common())];
}

function normalLines(view: ScreenView): string {
  const painter = new LinePainter(view.cols);
  const { normal } = view;
  const wrapped = (row: number): boolean => row < normal.length && normal.line(row).isWrapped;
  const paint = (row: number, first: number): string => {
    const continues = row > first && wrapped(row);
    painter.line(normal.line(row), { continues, wraps: wrapped(row + 1) });
    return (row > first && !continues ? "\r\n" : "") + painter.take();
  };
  // Newest first, so that the budget is spent on what was written last.
  const lines: string[] = [];
  let left = maxScrollbackCharacters;
  let first = normal.length;
  const screenTop = normal.length - view.rows;
  while (first > 0 && (first > screenTop || left > 0)) {
    first--;
    const text = paint(first, -1);
    if (first < screenTop) left -= text.length;
    lines.push(text);
  }
  lines.pop();
  lines.push(paint(first, first));
  return lines.reverse().join("");
}

function alternateLines(view: ScreenView): string {
  const painter = new LinePainter(view.cols);
  const lines: string[] = [];
  for (let row = 0; row < view.rows; row++) {
    painter.line(view.alternate.line(row), { continues: false, wraps: false });
    const text = painter.take();
    if (text !== "") lines.push(`\x1b[${row + 1}H${text}`);
  }
  return lines.join("");
}

interface Position {
  readonly x: number;
  readonly y: number;
}

function savedPosition(view: ScreenView, buffer: BufferState): Position {
  return {
    x: Math.min(buffer.savedX, view.cols - 1),
    y: Math.min(Math.max(buffer.savedY - buffer.ybase, 0), view.rows - 1),
  };
}

function hasSavedCursor(buffer: BufferState): boolean {
  const moved = buffer.savedX !== 0 || buffer.savedY !== buffer.ybase;
  return moved || buffer.savedCharset !== undefined || !samePen(buffer.savedCurAttrData, defaultPen);
}

/** What saves the cursor, with the looks and the character set that were saved. */
function saved(buffer: BufferState, save: string): string {
  const charset = charsetName(buffer.savedCharset);
  const looks = sgr(buffer.savedCurAttrData);
  return charset === "B" ? looks + save : `${looks}\x1b(${charset}${save}\x1b(B`;
}

function place({ x, y }: Position): string {
  return `\x1b[${y + 1};${x + 1}H`;
}

function tabStops(view: ScreenView): string {
  const tabs = view.internals.buffers.active.tabs;
  const columns = Array.from({ length: view.cols }, (_, column) => column);
  if (columns.every((column) => Boolean(tabs[column]) === (column % 8 === 0))) return "";
  const stops = columns.filter((column) => tabs[column]).map((column) => `\x1b[${column + 1}G\x1bH`);
  return `\x1b[3g${stops.join("")}`;
}

function region(view: ScreenView, buffer: BufferState): string {
  const whole = buffer.scrollTop === 0 && buffer.scrollBottom === view.rows - 1;
  const margins = whole ? "" : `\x1b[${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r`;
  return margins + (view.modes.originMode ? "\x1b[?6h" : "");
}

/** Cursor, pen and character sets. */
function cursor(view: ScreenView, buffer: BufferState): string {
  const pen = view.internals._inputHandler._curAttrData;
  const y = view.modes.originMode ? Math.max(buffer.y - buffer.scrollTop, 0) : buffer.y;
  const position = [place({ x: Math.min(buffer.x, view.cols - 1), y })];
  if (buffer.x >= view.cols) position.push(lastCell(view, buffer, y));
  position.push(samePen(pen, defaultPen) ? "\x1b[m" : sgr(pen));
  const sets = characterSets(view);
  // What is restored has a place and a pen of its own, so these come after it.
  return isRestored(view, buffer) ? `${sets}\x1b8${position.join("")}` : position.join("") + sets;
}

function characterSets({ internals }: ScreenView): string {
  const { _charsets, glevel } = internals._charsetService;
  const parts: string[] = [];
  for (let index = 0; index < 4; index++) {
    const name = charsetName(_charsets[index]);
    if (name !== "B") parts.push(`\x1b${"()*+"[index]}${name}`);
  }
  parts.push(["", "\x0e", "\x1bn", "\x1bo"][glevel] ?? "");
  return parts.join("");
}

/** Whether text is drawn in the character set of the saved cursor, and not in the one that was chosen since. */
function isRestored({ internals }: ScreenView, buffer: BufferState): boolean {
  const { charset, _charsets, glevel } = internals._charsetService;
  const drawn = charsetName(charset);
  return drawn !== charsetName(_charsets[glevel]) && drawn === charsetName(buffer.savedCharset);
}

/** Writes the last column again, so that the next character wraps as it would have. */
function lastCell(view: ScreenView, buffer: BufferState, y: number): string {
  const onAlternate = buffer === view.internals.buffers.alt;
  const line = onAlternate ? view.alternate.line(buffer.y) : view.normal.line(buffer.ybase + buffer.y);
  const last = line.getCell(view.cols - 1);
  const wide = last?.getWidth() === 0 ? line.getCell(view.cols - 2) : undefined;
  const cell = wide ?? last;
  const pen: Pen = cell ?? defaultPen;
  const column = wide ? view.cols - 2 : view.cols - 1;
  return place({ x: column, y }) + sgr(pen) + (cell?.getChars() || " ");
}

const mouseModes = { none: "", x10: "9", vt200: "1000", drag: "1002", any: "1003" } as const;
const mouseEncodings: Readonly<Record<string, string | undefined>> = { SGR: "1006", SGR_PIXELS: "1016" };

/** Modes that would disturb the drawing, and those that only matter for input. */
function lastModes({ modes, internals, lineFeedMode, cursorBlink }: ScreenView): string {
  const set: string[] = [];
  if (modes.applicationCursorKeysMode) set.push("1");
  if (modes.applicationKeypadMode) set.push("66");
  if (modes.reverseWraparoundMode) set.push("45");
  if (modes.sendFocusMode) set.push("1004");
  if (modes.bracketedPasteMode) set.push("2004");
  if (cursorBlink) set.push("12");
  const mouse = [mouseModes[modes.mouseTrackingMode], mouseEncodings[internals.coreMouseService.activeEncoding]];
  set.push(...mouse.filter((mode) => mode !== undefined && mode !== "").map(String));
  const { cursorStyle, cursorBlink: blink } = internals.coreService.decPrivateModes;
  const style = cursorStyle ? { block: 2, underline: 4, bar: 6 }[cursorStyle] - (blink ? 1 : 0) : 0;
  return [
    set.length > 0 ? `\x1b[?${set.join(";")}h` : "",
    modes.insertMode ? "\x1b[4h" : "",
    lineFeedMode ? "\x1b[20h" : "",
    modes.wraparoundMode ? "" : "\x1b[?7l",
    style > 0 ? `\x1b[${style} q` : "",
    internals.coreService.isCursorHidden ? "\x1b[?25l" : "",
  ].join("");
}
