import type { Log } from "./log.ts";

/** Those who hear of a change. One that fails keeps nobody else from hearing. */
export class Listeners<T> {
  readonly #all = new Set<(change: T) => void>();
  readonly #log: Log;
  /** "A change of credentials could not be taken." */
  readonly #failure: string;

  constructor(log: Log, failure: string) {
    this.#log = log;
    this.#failure = failure;
  }

  /** Returns what ends it. */
  add(listener: (change: T) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(change: T): void {
    for (const listener of this.#all) {
      try {
        listener(change);
      } catch (error) {
        // Changes also come from timers, where an error would end the daemon.
        this.#log.error({ err: error }, this.#failure);
      }
    }
  }

  clear(): void {
    this.#all.clear();
  }
}
