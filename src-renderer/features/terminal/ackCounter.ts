const ackEveryBytes = 64 * 1024;
const idleMs = 50;

/**
 * Tells the hub how much was drawn, every 64 KiB and whenever the output pauses: without the rest of a burst the hub's
 * credit would never be whole again.
 */
export class AckCounter {
  readonly #send: (bytes: number) => void;
  #pending = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (bytes: number) => void) {
    this.#send = send;
  }

  shown(bytes: number): void {
    this.#pending += bytes;
    if (this.#pending >= ackEveryBytes) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), idleMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending = 0;
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending === 0) return;
    this.#send(this.#pending);
    this.#pending = 0;
  }
}
