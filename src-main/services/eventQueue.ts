/** Turns callbacks into a stream for one reader. Order is kept, nothing is dropped: for work that tells few events. */
export class EventQueue<E> implements AsyncIterable<E> {
  readonly #events: E[] = [];
  #done = false;
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};

  push(event: E): void {
    this.#events.push(event);
    this.#wake();
  }

  /** Ends the stream, with a last event if one is given. */
  end(last?: E): void {
    if (last !== undefined) this.#events.push(last);
    this.#done = true;
    this.#wake();
  }

  /** Ends the stream with an error, after the events before it. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<E, void> {
    while (true) {
      while (this.#events.length > 0) yield this.#events.shift()!;
      if (this.#failure) throw this.#failure.error;
      if (this.#done) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
