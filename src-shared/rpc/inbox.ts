/**
 * The receiving half of a Channel, the same for each carrier: messages wait until there is a listener, and the end is
 * told once, also to those who ask after it.
 */
export class Inbox {
  #held: Uint8Array[] = [];
  #listener: ((message: Uint8Array) => void) | null = null;
  #closeListeners: (() => void)[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  receive(message: Uint8Array): void {
    if (this.#listener) this.#listener(message);
    else this.#held.push(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#listener = listener;
    const held = this.#held;
    this.#held = [];
    for (const message of held) listener(message);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const listeners = this.#closeListeners;
    this.#closeListeners = [];
    for (const listener of listeners) listener();
  }

  onClose(listener: () => void): void {
    if (this.#ended) listener();
    else this.#closeListeners.push(listener);
  }
}
