import type { Readable } from "node:stream";
import type { ExecHandle } from "../engine/engine.ts";
import type { EventQueue } from "./eventQueue.ts";
import { creditBytes } from "./viewer.ts";

export type PipeEvent =
  | { readonly type: "data" | "stderr"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: "exit"; readonly exitCode: number | null };

/**
 * A command without a terminal: its bytes are data for a file or another program, so nothing is filtered or left out.
 * Instead the command waits while its reader does.
 */
export class ExecPipe {
  readonly #handle: ExecHandle;
  readonly #events: EventQueue<PipeEvent>;
  readonly #outputs: readonly Readable[];
  #unshown = 0;
  #ended = false;
  #paused = false;

  constructor(handle: ExecHandle, events: EventQueue<PipeEvent>) {
    this.#handle = handle;
    this.#events = events;
    this.#outputs = handle.stderr ? [handle.stdout, handle.stderr] : [handle.stdout];
    this.#listen(handle.stdout, "data");
    if (handle.stderr) this.#listen(handle.stderr, "stderr");
    handle.stdin.on("error", () => {});
    this.#finish().catch((error: unknown) => events.end(error));
  }

  get ended(): boolean {
    return this.#ended;
  }

  ack(bytes: number): void {
    this.#unshown = Math.max(this.#unshown - bytes, 0);
    if (!this.#paused || this.#unshown > creditBytes / 2) return;
    this.#paused = false;
    for (const output of this.#outputs) output.resume();
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#handle.stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  closeInput(): void {
    this.#handle.stdin.end();
  }

  dispose(): void {
    this.#handle.stdin.destroy();
    for (const output of this.#outputs) output.destroy();
  }

  #listen(output: Readable, type: "data" | "stderr"): void {
    output.on("data", (bytes: Uint8Array<ArrayBuffer>) => {
      this.#unshown += bytes.length;
      this.#events.push({ type, bytes });
      if (this.#paused || this.#unshown < creditBytes) return;
      this.#paused = true;
      for (const one of this.#outputs) one.pause();
    });
  }

  async #finish(): Promise<void> {
    await Promise.all(
      this.#outputs.map(
        (output) =>
          new Promise<void>((resolve) => {
            output.once("close", resolve);
            output.once("end", resolve);
            output.once("error", () => resolve());
          }),
      ),
    );
    const exitCode = await this.#handle.exitCode();
    this.#ended = true;
    this.#events.push({ type: "exit", exitCode });
    this.#events.end();
  }
}
