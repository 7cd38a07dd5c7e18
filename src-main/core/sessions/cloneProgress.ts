/** What git says of its way through a clone. */
export interface CloneProgress {
  readonly what: string;
  /** 0 to 1. */
  readonly fraction: number;
}

const phases: Readonly<Record<string, string>> = {
  "Counting objects": "counting objects",
  "Compressing objects": "compressing objects",
  "Receiving objects": "receiving objects",
  "Resolving deltas": "resolving deltas",
  "Updating files": "writing files",
};
const phase = new RegExp(`^(?:remote: )?(${Object.keys(phases).join("|")}):\\s+(\\d{1,3})%`);
const maxLineLength = 300;
const maxKeptLines = 20;

/**
 * Reads git's standard error. A server may write into it what it likes: only phases and percentages that git itself
 * knows pass as progress, and of the rest the last lines are kept, cut and printable.
 */
export class CloneErrorText {
  readonly #onProgress: (progress: CloneProgress) => void;
  readonly #lines: string[] = [];
  #rest = "";
  readonly #reached = new Map<string, number>();

  constructor(onProgress: (progress: CloneProgress) => void) {
    this.#onProgress = onProgress;
  }

  /** Lines that are no progress, the last ones. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  add(text: string): void {
    const pieces = (this.#rest + text).split(/[\r\n]/);
    // What never ends is no line of git's.
    this.#rest = (pieces.pop() ?? "").slice(0, maxLineLength);
    for (const piece of pieces) this.#take(piece);
  }

  end(): void {
    this.#take(this.#rest);
    this.#rest = "";
  }

  #take(line: string): void {
    const [, name, percent] = phase.exec(line) ?? [];
    const what = phases[name ?? ""];
    if (what === undefined) {
      const printable = line.replace(/[^\x20-\x7e]/g, "?").trim();
      if (printable !== "") this.#lines.push(printable.slice(0, maxLineLength));
      if (this.#lines.length > maxKeptLines) this.#lines.shift();
      return;
    }
    // Only forward: a server that counts to and fro would fill whatever holds the news.
    const reached = Math.min(100, Number(percent));
    if (reached <= (this.#reached.get(what) ?? -1)) return;
    this.#reached.set(what, reached);
    this.#onProgress({ what, fraction: reached / 100 });
  }
}
