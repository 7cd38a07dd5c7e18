import { ByteSink } from "./byteSink.ts";

/**
 * asks: the program may wait for an answer to it. lines: text, line ends and what changes one line or the looks of
 * text, nothing else. drawing: anything else.
 */
export type OutputKind = "asks" | "drawing" | "lines";

export interface Filtered {
  /** For viewers: whole characters and whole, harmless sequences only. May be a part of the chunk itself. */
  readonly safe: Uint8Array;
  /** For our own screen: the same and the queries in their place. The same array when there were none. */
  readonly forScreen: Uint8Array;
  readonly kind: OutputKind;
}

const nothing = new Uint8Array();

/** What passes of one chunk, as the filter finds it. */
export class Passed {
  /** Set to false by what does more than fill lines. */
  linesOnly = true;
  readonly #chunkBytes: number;
  /** All so far, while it is one unbroken part of the chunk: most output is, and need not be copied. */
  #run: Uint8Array = nothing;
  /** All so far, once it is more than that. */
  #safe: ByteSink | null = null;
  #forScreen: ByteSink | null = null;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  /** A part of the chunk as it is. */
  addRun(run: Uint8Array): void {
    if (!this.#safe && this.#run.length === 0) this.#run = run;
    else this.add(run);
  }

  add(bytes: Uint8Array): void {
    this.#sink().append(bytes);
    this.#forScreen?.append(bytes);
  }

  /** For our own screen only. */
  addQuery(bytes: Uint8Array): void {
    if (!this.#forScreen) {
      const before = this.#sink().view();
      this.#forScreen = new ByteSink(before.length + 1024);
      this.#forScreen.append(before);
    }
    this.#forScreen.append(bytes);
  }

  result(): Filtered {
    const safe = this.#safe?.view() ?? this.#run;
    if (this.#forScreen) return { safe, forScreen: this.#forScreen.view(), kind: "asks" };
    return { safe, forScreen: safe, kind: this.linesOnly ? "lines" : "drawing" };
  }

  #sink(): ByteSink {
    if (!this.#safe) {
      this.#safe = new ByteSink(this.#chunkBytes + 64);
      this.#safe.append(this.#run);
    }
    return this.#safe;
  }
}
