import { Inbox } from "./inbox.ts";

/**
 * A carrier reduced to what the rpc needs: whole messages out, whole messages in, and the end.
 * Carriers: Unix socket, worker thread port, and later WebSocket and Electron IPC.
 */
export interface Channel {
  /**
   * Sends one message: `head`, and after it `tail`, which a carrier may take over instead of copying. Resolves when
   * the carrier can take more, at once unless the other side reads slowly.
   */
  send(head: Uint8Array, tail?: Uint8Array): Promise<void>;
  /**
   * Registers the single receiver of messages. Messages that arrive before that are held by the carrier. A carrier
   * hands on a tail by itself where it came as one.
   */
  onMessage(listener: (head: Uint8Array, tail?: Uint8Array) => void): void;
  /** Registers a listener for the end of the carrier, by either side. Fires once. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Both parts of a message in one array, for a carrier that has no use for two. */
export function joined(head: Uint8Array, tail: Uint8Array | undefined): Uint8Array {
  if (!tail) return head;
  const message = new Uint8Array(head.length + tail.length);
  message.set(head);
  message.set(tail, head.length);
  return message;
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

  async send(head: Uint8Array, tail?: Uint8Array): Promise<void> {
    const peer = this.peer;
    await Promise.resolve();
    if (!this.#inbox.ended && peer) peer.#inbox.receive(joined(head, tail));
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
