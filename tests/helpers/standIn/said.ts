/** News for whoever listens, until they stop. */
export class Said<T> {
  readonly #listeners = new Set<(value: T) => void>();

  say(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async *hear(signal: AbortSignal): AsyncGenerator<T> {
    const waiting: T[] = [];
    let wake: () => void = () => {};
    const listener = (value: T): void => {
      waiting.push(value);
      wake();
    };
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => wake());
    try {
      while (!signal.aborted) {
        while (waiting.length > 0) yield waiting.shift() as T;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (waiting.length > 0 || signal.aborted) resolve();
        });
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }
}
