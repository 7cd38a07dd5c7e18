import type { Readable, Writable } from "node:stream";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { noteRelayedBytes } from "../lifecycle/bufferCollector.ts";
import { TerminalFilter } from "./filter.ts";
import { Screen } from "./screen.ts";
import type { SavedScreen } from "./snapshotFile.ts";
import type { Viewer } from "./viewer.ts";

/** Answers to questions wait at most this long in the stream; a program that asks without reading gets no more. */
const maxAnswerBacklog = 64 * 1024;
const maxInputBacklog = 1024 * 1024;

/** How long the engine may take to deliver a program's last words after its end. */
const lastOutputMs = 2000;

/** Between two pictures of a flood that nobody can read: each costs the viewer a frame. */
const skimmingMs = 100;

const missedByDaemon = "output missing while the daemon was down";
const missedByEngine = "output missing while the container engine did not answer";
const encoder = new TextEncoder();

/** A program's output and input: one stream of an attached container, two of a command. */
export interface ProgramStreams {
  readonly output: Readable;
  readonly input: Writable;
}

export interface TerminalOptions extends ProgramStreams {
  readonly cols: number;
  readonly rows: number;
  /** What the screen showed when the last daemon saved it. */
  readonly saved: SavedScreen | null;
  readonly resize: (cols: number, rows: number) => Promise<void>;
  /** The program ended before this terminal was made: `saved` is its last screen, and there is nothing to wait for. */
  readonly endedWith?: { readonly code: number | null };
  /** The output ended, which happens with the program or with the engine. */
  readonly onEnd: () => void;
}

/**
 * A program's terminal: one stream, one screen, any number of viewers. The screen sees everything and answers the
 * program; viewers get a picture and then filtered output. The size is that of the viewer who typed last, as long as
 * they watch: whoever uses the terminal sees it right, and nobody who only looks changes it under their hands. Where no
 * watcher has typed, it is that of the last who attached or resized.
 */
export class Terminal {
  readonly #options: TerminalOptions;
  #filter = new TerminalFilter();
  readonly #screen: Screen;
  readonly #viewers = new Map<string, Viewer>();
  /** Typed last among those who watch. */
  #typist: Viewer | null = null;
  #streams: ProgramStreams;
  #size: { cols: number; rows: number };
  #exit: { code: number | null } | null = null;
  #resizing: Promise<void> = Promise.resolve();
  #picturePlanned = false;
  /** Counts what was written, so that an unchanged screen is not saved again. */
  #version = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#size = { cols: options.saved?.cols ?? options.cols, rows: options.saved?.rows ?? options.rows };
    this.#streams = options;
    this.#screen = new Screen({
      ...this.#size,
      onAnswer: (text) => {
        const { input } = this.#streams;
        if (input.writable && input.writableLength < maxAnswerBacklog) input.write(text, "latin1");
      },
      onPressure: (paused) => (paused ? this.#streams.output.pause() : this.#streams.output.resume()),
    });
    this.#exit = options.endedWith ?? null;
    if (options.saved) this.#restore(options.saved);
    this.#listen();
  }

  get version(): number {
    return this.#version;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** The program, or somebody who knows of it, said that it is over. */
  get ended(): boolean {
    return this.#exit !== null;
  }

  /** The engine is back and the program still runs: viewers stay, and see where output is missing. */
  reconnect(streams: ProgramStreams): void {
    this.#streams = streams;
    // Whatever sequence the break cut in two is over.
    this.#filter = new TerminalFilter();
    this.#mark(missedByEngine);
    this.#listen();
    for (const viewer of this.#viewers.values()) viewer.spoil();
    this.jiggle();
    this.#planPictures();
  }

  add(viewer: Viewer): void {
    if (!this.#exit && this.#typist === null) this.#setSize(viewer.cols, viewer.rows);
    viewer.tell({ type: "opened", viewerId: viewer.id, ...this.#size });
    this.#viewers.set(viewer.id, viewer);
    this.#planPictures();
    if (this.#exit) viewer.finish(this.#exit.code);
  }

  remove(viewer: Viewer): void {
    viewer.close();
    this.#viewers.delete(viewer.id);
    if (this.#typist !== viewer) return;
    this.#typist = null;
    const last = [...this.#viewers.values()].at(-1);
    if (last && !this.#exit) this.#setSize(last.cols, last.rows);
  }

  /** Types for a viewer, whose size counts from now on; or for somebody who does not watch, and has none. */
  async write(viewer: Viewer | null, bytes: Uint8Array): Promise<void> {
    const { input } = this.#streams;
    if (this.#exit) throw new AppError("wrong_state", "The program has ended.");
    if (!input.writable)
      throw new AppError(
        "unavailable",
        "The terminal has lost its connection to the program.",
        "It comes back by itself while the program runs and the container engine answers.",
      );
    if (input.writableLength > maxInputBacklog)
      throw new AppError("unavailable", "The program does not read its input.", "Stop it, or wait until it reads.");
    if (viewer) {
      this.#typist = viewer;
      this.#setSize(viewer.cols, viewer.rows);
    }
    await new Promise<void>((resolve, reject) => {
      input.write(bytes, (error) => {
        if (error) reject(new AppError("wrong_state", "The program has ended.", null, { cause: error }));
        else resolve();
      });
    });
  }

  resize(viewer: Viewer, cols: number, rows: number): void {
    viewer.cols = cols;
    viewer.rows = rows;
    if (!this.#exit && (this.#typist ?? viewer) === viewer) this.#setSize(cols, rows);
  }

  ack(viewer: Viewer, bytes: number): void {
    viewer.ack(bytes);
    this.#planPictures();
  }

  /** Makes full-screen programs draw everything again: they do so only for a size that is new to them. */
  jiggle(): void {
    const { cols, rows } = this.#size;
    this.#tellSize(cols, Math.max(rows - 1, 1));
    this.#tellSize(cols, rows);
  }

  /** The program has ended. Viewers hear of it when its last output has arrived. */
  async end(code: number | null): Promise<void> {
    await this.#lastOutput();
    if (this.#exit) return;
    this.#exit = { code };
    this.#screen.afterParsed(() => {
      for (const viewer of this.#viewers.values()) viewer.finish(code);
    });
  }

  text(): Promise<string> {
    return this.#atRest(() => this.#screen.text());
  }

  picture(): Promise<SavedScreen> {
    return this.#atRest(() => ({ ...this.#screen.size, text: this.#screen.snapshot() }));
  }

  dispose(): void {
    for (const viewer of this.#viewers.values()) viewer.close();
    this.#viewers.clear();
    this.#streams.input.destroy();
    this.#streams.output.destroy();
    this.#screen.dispose();
  }

  #listen(): void {
    const { input, output } = this.#streams;
    output.on("data", (chunk: Uint8Array) => this.#take(chunk));
    // The end follows an error and is what matters.
    output.on("error", () => {});
    input.on("error", () => output.destroy());
    output.once("close", () => this.#options.onEnd());
  }

  #take(chunk: Uint8Array): void {
    this.#version++;
    const { safe, forScreen, kind } = this.#filter.push(chunk);
    this.#screen.write(forScreen, kind);
    for (const viewer of this.#viewers.values()) viewer.push(viewer.raw ? chunk : safe);
    this.#planPictures();
    // The chunk, and what viewers got of it.
    noteRelayedBytes(2 * chunk.length);
  }

  #atRest<T>(job: () => T): Promise<T> {
    return new Promise((resolve) => this.#screen.afterParsed(() => resolve(job())));
  }

  /** Begins pictures for all who want one. Between two sequences only, or a raw viewer would start inside one. */
  #planPictures(): void {
    if (this.#picturePlanned) return;
    const waiting = [...this.#viewers.values()].filter(
      (viewer) => viewer.wantsPicture && (!viewer.raw || this.#filter.atGround),
    );
    if (waiting.length === 0) return;
    for (const viewer of waiting) viewer.beginPicture();
    const later = waiting.filter((viewer) => !this.#endAhead(viewer));
    if (later.length === 0) return;
    this.#picturePlanned = true;
    this.#screen.afterParsed(() => {
      this.#picturePlanned = false;
      const bytes = encoder.encode(this.#screen.snapshot());
      // Each gets its own: an event's bytes are given away.
      for (const viewer of later) viewer.endPicture(new Uint8Array(bytes));
      this.#planPictures();
    });
  }

  /** Gives a viewer its picture without waiting for the parser; false where that cannot be. */
  #endAhead(viewer: Viewer): boolean {
    const { skims } = viewer;
    const ahead = this.#screen.snapshotAhead({ brief: skims });
    if (!ahead) return false;
    const bytes = new Uint8Array(Buffer.concat(ahead));
    if (!skims) viewer.endPicture(bytes);
    else {
      viewer.endBriefPicture(bytes);
      setTimeout(() => {
        viewer.endRest();
        this.#planPictures();
      }, skimmingMs);
    }
    return true;
  }

  #lastOutput(): Promise<void> {
    const { output } = this.#streams;
    if (output.readableEnded || output.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lastOutputMs);
      output.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #setSize(cols: number, rows: number): void {
    const before = this.#size;
    if (cols === before.cols && rows === before.rows) return;
    this.#size = { cols, rows };
    this.#version++;
    this.#screen.resize(cols, rows);
    this.#tellSize(cols, rows);
    for (const viewer of this.#viewers.values()) {
      viewer.tell({ type: "resized", cols, rows });
      // Its picture was of another size than its window until now; the others follow by themselves.
      const suited = viewer.cols === before.cols && viewer.rows === before.rows;
      if (!suited && viewer.cols === cols && viewer.rows === rows) viewer.spoil();
    }
    this.#planPictures();
  }

  /** One at a time and in order; a program that has just ended is no error. */
  #tellSize(cols: number, rows: number): void {
    this.#resizing = this.#resizing.then(() => this.#options.resize(cols, rows)).catch(() => {});
  }

  #restore({ text }: SavedScreen): void {
    this.#screen.writeOwn(() => text);
    if (!this.#exit) this.#mark(missedByDaemon);
  }

  /** A full-screen program draws over it; below a shell's lines it stays. */
  #mark(words: string): void {
    this.#screen.writeOwn(() => {
      const mark = `\x1b[m\x1b[7m ${words} \x1b[m`;
      const rows = this.#size.rows;
      return this.#screen.onAlternate ? `\x1b7\x1b[${rows};1H${mark}\x1b8` : `\r\n${mark}\r\n`;
    });
  }
}
