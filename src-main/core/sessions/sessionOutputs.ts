import { join } from "node:path";
import type { OutputEvent } from "../../../src-shared/contract/sessions.ts";
import type { Engine } from "../engine/engine.ts";
import { type HomePaths, sessionPaths } from "../home.ts";
import type { Log } from "../lifecycle/log.ts";
import { type OutputCursor, OutputWriter, replayOutput } from "./outputLog.ts";

interface Recording {
  readonly writer: OutputWriter;
  readonly done: Promise<void>;
}

/** Recordings of the print sessions' output. */
export class SessionOutputs {
  readonly #engine: Engine;
  readonly #home: HomePaths;
  readonly #log: Log;
  readonly #recordings = new Map<string, Recording>();
  readonly #listeners = new Set<() => void>();

  constructor(engine: Engine, home: HomePaths, log: Log) {
    this.#engine = engine;
    this.#home = home;
    this.#log = log;
  }

  /** Attaches to a container that is not started yet. */
  async begin(sessionId: string, containerId: string): Promise<void> {
    await this.finish(sessionId);
    const outputs = await this.#engine.attachOutput(containerId);
    const { writer } = await OutputWriter.open(this.#path(sessionId), false);
    this.#keep(sessionId, writer, writer.record(outputs));
  }

  /** After a restart: the engine's own log has what was written since, and goes on while the container runs. */
  async resume(sessionId: string, containerId: string): Promise<void> {
    if (this.#recordings.has(sessionId)) return;
    const outputs = await this.#engine.logs(containerId, { follow: true, tty: false });
    const { writer, recorded } = await OutputWriter.open(this.#path(sessionId), true);
    this.#keep(sessionId, writer, writer.record(outputs, recorded));
  }

  /** Waits until everything that the container wrote is recorded. */
  async finish(sessionId: string): Promise<void> {
    await this.#recordings.get(sessionId)?.done;
  }

  isRecording(sessionId: string): boolean {
    return this.#recordings.has(sessionId);
  }

  /** Runs `listener` whenever a recording has begun. Returns what ends that. */
  onRecording(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is recorded from the cursor on, live until the recording ends; it may be taken up again after that. */
  replay(
    sessionId: string,
    cursor: OutputCursor,
    signal: AbortSignal,
  ): AsyncGenerator<Extract<OutputEvent, { type: "output" }>> {
    const writer = (): OutputWriter | null => this.#recordings.get(sessionId)?.writer ?? null;
    const frames = replayOutput(this.#path(sessionId), cursor, writer, signal);
    return (async function* () {
      for await (const { stream, bytes } of frames) {
        yield { type: "output" as const, stream, bytes: new Uint8Array(bytes) };
      }
    })();
  }

  /** Lets go of all recordings; the next start resumes them. */
  async close(): Promise<void> {
    await Promise.all([...this.#recordings.values()].map(({ writer }) => writer.close().catch(() => {})));
    this.#recordings.clear();
  }

  #keep(sessionId: string, writer: OutputWriter, recording: Promise<void>): void {
    const done = recording
      .catch((error: unknown) => this.#log.warn({ err: error, session: sessionId }, "Output could not be recorded"))
      .then(async () => {
        await writer.close().catch(() => {});
        if (this.#recordings.get(sessionId)?.writer === writer) this.#recordings.delete(sessionId);
      });
    this.#recordings.set(sessionId, { writer, done });
    for (const listener of [...this.#listeners]) listener();
  }

  #path(sessionId: string): string {
    return join(sessionPaths(this.#home, sessionId).folder, "output.log");
  }
}
