import { Inbox } from "./inbox.ts";

/**
 * A carrier reduced to what the rpc needs: whole messages out, whole messages in, and the end.
 * Carriers: Unix socket, worker thread port, and later WebSocket and Electron IPC.
 */
export interface Channel {
  /** Sends one message. Resolves when the carrier can take more, at once unless the other side reads slowly. */
  send(message: Uint8Array): Promise<void>;
  /** Registers the single receiver of messages. Messages that arrive before that are held by the carrier. */
  onMessage(listener: (message: Uint8Array) => void): void;
  /** Registers a listener for the end of the carrier, by either side. Fires once. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Two channels joined in memory, for tests and for a client in the same process. Delivery is asynchronous. */
export function memoryChannelPair(): [Channel, Channel] {
  const left = new MemoryChannel();
  const right = new MemoryChannel();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class MemoryChannel implements Channel {
  peer: MemoryChannel | null = null;
  readonly #inbox = new Inbox();

  async send(message: Uint8Array): Promise<void> {
    const peer = this.peer;
    await Promise.resolve();
    if (!this.#inbox.ended && peer) peer.#inbox.receive(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#inbox.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  close(): void {
    if (this.#inbox.ended) return;
    this.#inbox.end();
    this.peer?.close();
  }
}
