import type { ProxyEvent } from "./threadContract.ts";

/** A listener that does not keep up loses the oldest: all of it is for display, the log is the record. */
const maxWaiting = 10_000;
/** Uses of a credential are told once a second at most; a change of its status at once. */
const credentialMs = 1_000;

/** Events on their way to the listeners of the thread. */
export class EventFeed {
  readonly #listeners = new Set<{ queue: ProxyEvent[]; wake: () => void }>();
  readonly #credentials = new Map<string, { status: number; at: number }>();

  emit(event: ProxyEvent): void {
    if (this.#listeners.size === 0 || (event.type === "credential" && this.#isRepeat(event))) return;
    for (const listener of this.#listeners) {
      listener.queue.push(event);
      if (listener.queue.length > maxWaiting) listener.queue.shift();
      listener.wake();
    }
  }

  async *listen(signal: AbortSignal): AsyncGenerator<ProxyEvent> {
    const listener = { queue: [] as ProxyEvent[], wake: () => {} };
    this.#listeners.add(listener);
    const onAbort = (): void => listener.wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        const event = listener.queue.shift();
        if (event) yield event;
        else {
          await new Promise<void>((resolve) => {
            listener.wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#listeners.delete(listener);
    }
  }

  #isRepeat({ credentialId, status }: Extract<ProxyEvent, { type: "credential" }>): boolean {
    const now = performance.now();
    const last = this.#credentials.get(credentialId);
    if (last && last.status === status && now - last.at < credentialMs) return true;
    this.#credentials.set(credentialId, { status, at: now });
    return false;
  }
}
