/** Turns callbacks into an async iterable that ends when told. Order is kept; nothing is dropped. */
export interface EventQueue<E> extends AsyncIterable<E> {
  push(event: E): void;
  readonly end: () => void;
}

export function eventQueue<E>(): EventQueue<E> {
  const events: E[] = [];
  let ended = false;
  let wake = (): void => {};
  return {
    push(event) {
      events.push(event);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      while (true) {
        while (events.length > 0) yield events.shift()!;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
