import xterm from "@xterm/headless";
import { pieceEnd } from "../../../src-shared/format/textPieces.ts";
import { Backlog } from "./backlog.ts";
import { ExtraModes } from "./extraModes.ts";
import type { OutputKind } from "./filtered.ts";
import { findOverwritten } from "./overwritten.ts";
import type { Parser } from "./parser.ts";
import { answerQueries } from "./queries.ts";
import {
  checkInternals,
  guardEdge,
  guardErase,
  type LineView,
  type ScreenInternals,
  type ScreenView,
} from "./screenView.ts";
import { snapshotOfLines, takeSnapshot } from "./snapshot.ts";

/** Lines kept above the screen; 5,000 cost 12.5 MB a terminal. */
const scrollbackLines = 1000;
/** Over `pauseBytes` unparsed the container is held back, until less than `resumeBytes` wait. */
export const pauseBytes = 2 * 1024 * 1024;
export const resumeBytes = 512 * 1024;
/** Parsing yields to other work on the thread (keystrokes) after this long. */
const sliceMs = 8;
const pieceBytes = 16 * 1024;
/**
 * Output that nobody waits for is parsed when no more has come for this time, or at the latest after `lazyTicks` times
 * as long: of a flood, most has by then been pushed out of the screen's memory by the rest, and is not parsed at all.
 */
const lazyMs = 100;
const lazyTicks = 10;
/** As much output as this is not put off any longer. */
const lazyBytes = 1024 * 1024;

export interface ScreenOptions {
  readonly cols: number;
  readonly rows: number;
  /** An answer that the program waits for on its standard input. */
  readonly onAnswer: (text: string) => void;
  /** True: stop reading the container. */
  readonly onPressure: (paused: boolean) => void;
}

/** The state of one terminal. Bytes, resizes and snapshots take effect in the order in which they were asked for. */
export class Screen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #core: ScreenInternals;
  readonly #extras: ExtraModes;
  readonly #options: ScreenOptions;
  readonly #backlog = new Backlog();
  #paused = false;
  #scheduled = false;
  #timer: NodeJS.Timeout | null = null;
  /** Output that nobody waits for came since the timer was set. */
  #growing = false;
  #muted = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#terminal = new xterm.Terminal({
      cols: options.cols,
      rows: options.rows,
      scrollback: scrollbackLines,
      allowProposedApi: true,
      logLevel: "off",
      windowOptions: { getWinSizeChars: true },
    });
    this.#core = (this.#terminal as unknown as { _core: ScreenInternals })._core;
    checkInternals(this.#core);
    guardErase(this.#core);
    guardEdge(this.#core);
    const answer = (text: string): void => {
      if (!this.#muted) options.onAnswer(text);
    };
    const parser = wrapParser(this.#terminal.parser);
    this.#extras = new ExtraModes(() => this.#core.buffers.active === this.#core.buffers.alt);
    this.#extras.listen(parser);
    // Links are not in a snapshot, and each cell could keep one of kilobytes: the screen takes none.
    this.#terminal.parser.registerOscHandler(8, () => true);
    answerQueries(parser, { extras: this.#extras, answer });
    this.#terminal.onData(answer);
  }

  get size(): { readonly cols: number; readonly rows: number } {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** Bytes that wait to be parsed. */
  get backlog(): number {
    return this.#backlog.bytes;
  }

  /** Takes output as the filter lets it through. */
  write(bytes: Uint8Array, kind: OutputKind = "asks"): void {
    if (bytes.length === 0) return;
    this.#backlog.addOutput(bytes, kind);
    const asks = kind === "asks";
    if (!asks && this.backlog > lazyBytes) this.#skip();
    if (!this.#paused && this.backlog > pauseBytes) this.#press(true);
    if (asks || this.backlog > lazyBytes) this.#schedule();
    else {
      this.#growing = true;
      this.#timer ??= setTimeout(() => this.#parseWhenQuiet(lazyTicks), lazyMs);
    }
  }

  /** Runs `job` when everything written before it has been parsed. */
  afterParsed(job: () => void): void {
    this.#backlog.addJob(job);
    this.#schedule();
  }

  /** Writes something that is not the program's: questions in it get no answer. `text` is called when it is due. */
  writeOwn(text: () => string): void {
    this.afterParsed(() => {
      this.#muted = true;
      this.#parse(Buffer.from(text()));
      this.#muted = false;
    });
  }

  resize(cols: number, rows: number): void {
    this.afterParsed(() => this.#terminal.resize(cols, rows));
  }

  /** Text that draws the screen as of now; call it from `afterParsed`. */
  snapshot(): string {
    return takeSnapshot(this.view());
  }

  /**
   * The same with everything that waits to be parsed, where that can be told without parsing: in a flood of lines, which
   * fill the whole memory. Null where it cannot. A brief one has what is in sight, and little of what scrolled out.
   */
  snapshotAhead({ brief = false }: { readonly brief?: boolean } = {}): Uint8Array[] | null {
    this.#skip();
    const lines = this.#scrollsAsAWhole() ? this.#backlog.linesThatFillMemory() : null;
    return lines && snapshotOfLines(this.view(), brief ? this.#lastLines(lines) : lines, scrollbackLines);
  }

  /** Lines that fill the screen, with the looks that they begin in. */
  #lastLines(lines: readonly Uint8Array[]): Uint8Array[] {
    const bytes = Buffer.concat(lines);
    const found = findOverwritten(bytes, 2 * this.#terminal.rows, true);
    return found ? [found.effect, bytes.subarray(found.end)] : [bytes];
  }

  view(): ScreenView {
    const terminal = this.#terminal;
    const { normal, alternate } = terminal.buffer;
    const lineOf = (buffer: typeof normal) => (row: number) => buffer.getLine(row) as unknown as LineView;
    return {
      ...this.size,
      modes: terminal.modes,
      lineFeedMode: terminal.options.convertEol === true,
      cursorBlink: terminal.options.cursorBlink === true,
      internals: this.#core,
      normal: { length: normal.length, line: lineOf(normal) },
      alternate: { line: lineOf(alternate) },
      extras: this.#extras,
    };
  }

  get onAlternate(): boolean {
    return this.#core.buffers.active === this.#core.buffers.alt;
  }

  /** Scrollback and screen as plain lines, without the empty ones at the end. */
  text(): string {
    const { normal, alternate } = this.#terminal.buffer;
    const lines: string[] = [];
    for (const buffer of this.onAlternate ? [normal, alternate] : [normal])
      for (let row = 0; row < buffer.length; row++) {
        const line = buffer.getLine(row);
        const text = line?.translateToString(true) ?? "";
        if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
        else lines.push(text);
      }
    return lines.join("\n").trimEnd();
  }

  dispose(): void {
    this.#backlog.clear();
    if (this.#timer) clearTimeout(this.#timer);
    this.#terminal.dispose();
  }

  /** xterm's own write queue is passed by: it stops for good when a handler throws. */
  #parse(bytes: Uint8Array): void {
    try {
      this.#core._inputHandler.parse(bytes);
    } catch {
      // A picture with a blemish, until the program draws again, is better than no terminal.
      this.#core._inputHandler._parser.reset();
    }
  }

  #press(paused: boolean): void {
    this.#paused = paused;
    this.#options.onPressure(paused);
  }

  #parseWhenQuiet(ticks: number): void {
    this.#timer = null;
    if (this.#backlog.isEmpty) return;
    if (this.#growing && ticks > 0) {
      this.#growing = false;
      this.#timer = setTimeout(() => this.#parseWhenQuiet(ticks - 1), lazyMs);
    } else this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    const until = performance.now() + sliceMs;
    this.#skip();
    const parse = (bytes: Uint8Array): number => {
      const end = pieceEnd(bytes, pieceBytes);
      this.#parse(bytes.subarray(0, end));
      return end;
    };
    this.#backlog.work(parse, () => performance.now() >= until);
    this.#scheduled = false;
    if (this.#paused && this.backlog < resumeBytes) this.#press(false);
    if (!this.#backlog.isEmpty) this.#schedule();
  }

  #skip(): void {
    // Twice the screen: the first line feeds may only move down over lines that were there before.
    if (this.#scrollsAsAWhole()) this.#backlog.skip(scrollbackLines + 2 * this.#terminal.rows);
  }

  /** Between two sequences, on the normal screen, without a scroll region, and a line is never left upwards. */
  #scrollsAsAWhole(): boolean {
    const { buffers, _inputHandler } = this.#core;
    const { active, normal } = buffers;
    return (
      active === normal &&
      !this.#terminal.modes.reverseWraparoundMode &&
      active.scrollTop === 0 &&
      active.scrollBottom === this.#terminal.rows - 1 &&
      _inputHandler._parser.currentState === 0
    );
  }
}

type XtermParser = InstanceType<typeof xterm.Terminal>["parser"];

function wrapParser(parser: XtermParser): Parser {
  // False: xterm goes on with its own handler.
  const after = (act: () => void): false => {
    act();
    return false;
  };
  const numbers = (parameters: (number | number[])[]): number[] => parameters.map((one) => [one].flat()[0] ?? 0);
  return {
    control: (id, listener) =>
      void parser.registerCsiHandler(id, (parameters) => after(() => listener(numbers(parameters)))),
    escape: (id, listener) => void parser.registerEscHandler(id, () => after(listener)),
    command: (code, listener) => void parser.registerOscHandler(code, (data) => after(() => listener(data))),
    device: (id, listener) => void parser.registerDcsHandler(id, () => after(listener)),
  };
}
