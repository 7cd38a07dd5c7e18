import { once } from "node:events";
import { escapeJson, escapeText } from "./escape.ts";
import { choosePaint, type Paint } from "./paint.ts";
import { type Cell, type Column, renderTable } from "./table.ts";

type Writable = NodeJS.WriteStream;

/** Where commands print: data to stdout, everything said beside it to stderr. */
export class Output {
  readonly paint: Paint;
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  readonly #env: NodeJS.ProcessEnv;

  constructor(stdout: Writable, stderr: Writable, env: NodeJS.ProcessEnv) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#env = env;
    this.paint = choosePaint(stdout.isTTY === true, env);
  }

  get isTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** Columns of the terminal; null when stdout is none. */
  get width(): number | null {
    return this.isTerminal ? this.#stdout.columns || 80 : null;
  }

  /** True where a line can be drawn over on stderr. */
  get canRedraw(): boolean {
    return this.#stderr.isTTY === true && this.#env.TERM !== "dumb";
  }

  get noteWidth(): number {
    return this.#stderr.columns || 80;
  }

  /** Prints text that is safe already: escaped, or our own. */
  line(text: string): Promise<void> {
    return write(this.#stdout, `${text}\n`);
  }

  /** One JSON value on one line. */
  json(value: unknown): Promise<void> {
    return write(this.#stdout, `${escapeJson(JSON.stringify(value))}\n`);
  }

  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Promise<void> {
    return this.line(renderTable(columns, rows, { width: this.width, paint: this.paint }));
  }

  /** A remark for the person, on stderr, safe already. */
  note(text: string): Promise<void> {
    return write(this.#stderr, `${text}\n`);
  }

  /** An error as one JSON line, on stderr like all errors. */
  errorJson(value: unknown): Promise<void> {
    return write(this.#stderr, `${escapeJson(JSON.stringify(value))}\n`);
  }

  draw(text: string): Promise<void> {
    return write(this.#stderr, text);
  }

  /** Writers for bytes of a program: exact into a pipe or file, escaped on a terminal. */
  programOutput(): { readonly stdout: ProgramWriter; readonly stderr: ProgramWriter } {
    return { stdout: new ProgramWriter(this.#stdout), stderr: new ProgramWriter(this.#stderr) };
  }
}

/** Bytes that a container wrote. Only a terminal has to be protected from them. */
export class ProgramWriter {
  readonly #stream: Writable;
  readonly #decoder = new TextDecoder();

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#stream.isTTY) return write(this.#stream, bytes);
    return write(this.#stream, escapeText(this.#decoder.decode(bytes, { stream: true })));
  }
}

async function write(stream: Writable, data: string | Uint8Array): Promise<void> {
  if (data.length > 0 && !stream.write(data)) await once(stream, "drain");
}
