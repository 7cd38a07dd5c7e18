import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Bytes that wait for a disk with room. */
const maxWaitingBytes = 1024 * 1024;

/**
 * A log file that outlives a full disk: lines wait until there is room, and beyond the limit new ones are dropped, for
 * the first tell the cause. pino's own destination ends the process with the first write that fails, and its flush
 * blocks until there is room.
 */
export class LineFile {
  readonly #file: number;
  #waiting: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#file = openSync(path, "a", 0o600);
  }

  write(line: string): void {
    if (this.#waiting.length > maxWaitingBytes) this.flush();
    if (this.#waiting.length > maxWaitingBytes) return;
    const bytes = Buffer.from(line);
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    this.flush();
  }

  /** Writes what waits, as far as there is room. */
  flush(): void {
    try {
      while (this.#waiting.length > 0) this.#waiting = this.#waiting.subarray(writeSync(this.#file, this.#waiting));
    } catch {
      // Nowhere to tell it: this is the log.
    }
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}
