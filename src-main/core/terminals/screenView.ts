import type { Pen } from "./sgr.ts";

/*
 * What a snapshot is made from: the screen as plain shapes. Most of it is not in xterm's public interface; the shapes
 * below name the private fields that are read, the version is pinned, and `checkInternals` fails loudly when they move.
 */

export interface CellView extends Pen {
  getChars(): string;
  getWidth(): number;
}

export interface LineView {
  readonly isWrapped: boolean;
  /** Reads into `cell` when it is given. */
  getCell(column: number, cell?: CellView): CellView | undefined;
}

type Charset = Readonly<Record<string, string | undefined>>;

/** xterm's private line. */
interface BufferLine {
  readonly length: number;
  getWidth(column: number): number;
  hasContent(column: number): number;
  setCellFromCodepoint(column: number, code: number, width: number, pen: Pen): void;
}

/** xterm's private buffer. */
export interface BufferState {
  readonly lines: { get(row: number): BufferLine | undefined };
  readonly x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: Pen;
  readonly savedCharset: Charset | undefined;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
}

/** The private part of xterm's terminal that is read here. */
export interface ScreenInternals {
  readonly buffers: { readonly normal: BufferState; readonly alt: BufferState; readonly active: BufferState };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle: "block" | "underline" | "bar" | undefined;
      readonly cursorBlink: boolean | undefined;
      readonly wraparound: boolean;
    };
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    /** What text is drawn in: one of the four, or what came back with a saved cursor. */
    readonly charset: Charset | undefined;
    readonly glevel: number;
    readonly _charsets: readonly (Charset | undefined)[];
  };
  readonly _inputHandler: {
    readonly _curAttrData: Pen;
    /** `currentState` is 0 between two sequences. */
    readonly _parser: { readonly currentState: number; reset(): void };
    parse(bytes: Uint8Array): unknown;
    print(codes: Uint32Array, start: number, end: number): void;
    eraseInDisplay(parameters: unknown, protectedOnly?: boolean): boolean;
  };
}

/** Throws when this version of xterm keeps its state elsewhere. */
export function checkInternals(core: ScreenInternals): void {
  const found: readonly unknown[] = [
    core?._inputHandler?.parse,
    core?._inputHandler?._parser?.reset,
    core?._inputHandler?.eraseInDisplay,
    core?._inputHandler?.print,
    core?.buffers?.normal?.lines?.get(0)?.setCellFromCodepoint,
    core?.coreService?.decPrivateModes?.wraparound,
    core?.buffers?.normal?.savedCurAttrData,
    core?.buffers?.alt?.tabs,
    core?.coreService?.decPrivateModes,
    core?.coreMouseService?.activeEncoding,
    core?._charsetService?._charsets,
    core?._inputHandler?._curAttrData,
  ];
  const numbers = [
    core?.buffers?.normal?.x,
    core?.buffers?.normal?.scrollBottom,
    core?._charsetService?.glevel,
    core?._inputHandler?._parser?.currentState,
  ];
  if (found.some((field) => field === undefined) || numbers.some((field) => typeof field !== "number"))
    throw new Error("This version of @xterm/headless keeps its state elsewhere: adapt screenView.ts.");
}

/**
 * xterm 6.0.0 throws when a program erases up to the cursor in the very last cell: the erasing itself is done by then.
 * Any program could end the thread that way.
 */
export function guardErase(core: ScreenInternals): void {
  const input = core._inputHandler;
  const erase = input.eraseInDisplay.bind(input);
  input.eraseInDisplay = (parameters, protectedOnly) => {
    try {
      return erase(parameters, protectedOnly);
    } catch {
      return true;
    }
  };
}

/**
 * Where lines do not wrap, xterm 6.0.0 can leave half of a wide character at the end of one: what comes to the last
 * column, or does not fit there, takes the other half away. No sequence draws such a half again, so none is left: it
 * goes with what replaced the other one, and stays whole where nothing did.
 */
export function guardEdge(core: ScreenInternals): void {
  const input = core._inputHandler;
  const print = input.print.bind(input);
  input.print = (codes, start, end) => {
    print(codes, start, end);
    if (core.coreService.decPrivateModes.wraparound) return;
    const { lines, y, ybase } = core.buffers.active;
    const line = lines.get(ybase + y);
    const last = (line?.length ?? 0) - 1;
    if (line?.getWidth(last - 1) !== 2 || line.getWidth(last) === 0) return;
    if (line.hasContent(last)) line.setCellFromCodepoint(last - 1, 0, 1, input._curAttrData);
    else line.setCellFromCodepoint(last, 0, 0, input._curAttrData);
  };
}

/** Public modes of xterm, as `terminal.modes` gives them. */
export interface Modes {
  readonly applicationCursorKeysMode: boolean;
  readonly applicationKeypadMode: boolean;
  readonly bracketedPasteMode: boolean;
  readonly insertMode: boolean;
  readonly mouseTrackingMode: "none" | "x10" | "vt200" | "drag" | "any";
  readonly originMode: boolean;
  readonly reverseWraparoundMode: boolean;
  readonly sendFocusMode: boolean;
  readonly wraparoundMode: boolean;
}

export interface ScreenView {
  readonly cols: number;
  readonly rows: number;
  readonly modes: Modes;
  readonly lineFeedMode: boolean;
  readonly cursorBlink: boolean;
  readonly internals: ScreenInternals;
  readonly normal: { readonly length: number; line(row: number): LineView };
  readonly alternate: { line(row: number): LineView };
  /** Keyboard protocol and colours, which xterm's headless build does not keep. */
  readonly extras: { normal(): string; alternate(): string; common(): string };
}

/** "B", "0" or "A": the final byte that designates a character set. xterm keeps only the table. */
export function charsetName(charset: Charset | undefined): string {
  if (charset?.q === "─") return "0";
  if (charset?.["#"] === "£") return "A";
  return "B";
}
