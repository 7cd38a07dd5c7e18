/** Events for one reader, in order. Bounded by who pushes: a viewer's credit, an exec's pause. */
export class EventQueue<E> {
  #events: E[] = [];
  #ended = false;
  #failure: unknown = null;
  #wake: (() => void) | null = null;

  push(event: E): void {
    if (this.#ended) return;
    this.#events.push(event);
    this.#wake?.();
  }

  /** No more events; those before are still read. */
  end(failure: unknown = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake?.();
  }

  /** Reads until the end, or until the signal aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<E, void> {
    const wake = (): void => this.#wake?.();
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const events = this.#events;
        this.#events = [];
        for (const event of events) yield event;
        if (events.length > 0) continue;
        if (this.#ended) {
          if (this.#failure) throw this.#failure;
          return;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }
}
