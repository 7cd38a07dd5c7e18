import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { ImageEvent } from "../../../src-shared/contract/system.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { BuildProgress } from "../engine/engine.ts";
import { CommandFailure } from "./runCommand.ts";

/** What a build says: shown live, kept in a file, and its last lines remembered for the error. */
export class BuildLog {
  readonly path: string;
  readonly tail: string[] = [];
  #step = "starting";
  readonly #file: number;
  readonly #onEvent: (event: ImageEvent) => void;

  constructor(path: string, onEvent: (event: ImageEvent) => void) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.path = path;
    this.#file = openSync(path, "w", 0o600);
    this.#onEvent = onEvent;
  }

  /** The step under way, in words that follow "failed while". */
  get current(): string {
    return this.#step;
  }

  readonly step = ({ step, fraction }: BuildProgress): void => {
    if (step !== this.#step) writeSync(this.#file, `== ${step}\n`);
    this.#step = step;
    this.#onEvent({ type: "progress", step, fraction });
  };

  readonly line = (raw: string): void => {
    // The engine colours the lines of a failed command.
    const line = raw.replace(/\u001b\[[\d;]*m/g, "").trimEnd();
    if (line === "") return;
    writeSync(this.#file, `${line}\n`);
    // Layer numbers and cache hits say nothing about a failure.
    if (!/^ ---> |^Removing intermediate/.test(line)) this.tail.push(line);
    if (this.tail.length > 15) this.tail.shift();
    this.#onEvent({ type: "log", line });
  };

  /** A line of the engine's build; "Step 3/16 : RUN …" also tells how far it is. */
  readonly buildLine = (line: string): void => {
    const match = /^Step (\d+)\/(\d+) : /.exec(line);
    const done = match ? (Number(match[1]) - 1) / Number(match[2]) : null;
    if (done !== null) this.#onEvent({ type: "progress", step: this.#step, fraction: done });
    this.line(line);
  };

  close(): void {
    closeSync(this.#file);
  }
}

/** The error for a person: which step, the last lines it printed, where the rest is. */
export function buildFailure(error: unknown, log: BuildLog): AppError {
  if (error instanceof AppError && error.code !== "engine_failed") return error;
  const reason = error instanceof Error ? error.message : String(error);
  const lines = error instanceof CommandFailure ? error.tail.slice(-15) : log.tail;
  const everything = [reason, ...lines].join("\n");
  if (/ENOSPC|no space left on device/i.test(everything)) {
    return new AppError(
      "disk_full",
      `The disk is full (while ${log.current}).`,
      "The agent image needs about 3 GB while it is built: make room and try again.",
      { cause: error },
    );
  }
  return new AppError(
    "image_build_failed",
    `The agent image could not be built (while ${log.current}): ${everything}`,
    `The whole log is in ${log.path}. Correct the cause and run \`clauderon image build\` again.`,
    { cause: error },
  );
}
