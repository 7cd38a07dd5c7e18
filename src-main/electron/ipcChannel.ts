import { begin, isBegin, isSingle, single, takenBytes } from "../../src-shared/desktop/bridge.ts";
import { type Channel, joined } from "../../src-shared/rpc/channel.ts";
import { Inbox } from "../../src-shared/rpc/inbox.ts";

/** Bytes on the way to a page; beyond, senders wait until it took some in. */
const highWaterBytes = 4 * takenBytes;

/** The carrier of one window. Each page in it begins a channel of its own, which ends the one before. */
export class IpcCarrier {
  readonly #send: (message: Uint8Array) => void;
  readonly #onChannel: (channel: Channel) => void;
  #current: PageChannel | null = null;

  constructor(options: {
    readonly send: (message: Uint8Array) => void;
    readonly onChannel: (channel: Channel) => void;
  }) {
    this.#send = options.send;
    this.#onChannel = options.onChannel;
  }

  /** Takes in what the page sent. The sender was checked by now. */
  receive(message: Uint8Array): void {
    if (isBegin(message)) {
      this.end();
      this.#current = new PageChannel(this.#send);
      this.#send(begin);
      this.#onChannel(this.#current);
    } else if (isSingle(message)) this.#current?.taken();
    else this.#current?.inbox.receive(message);
  }

  /** The page is gone. */
  end(): void {
    this.#current?.end();
    this.#current = null;
  }
}

class PageChannel implements Channel {
  readonly inbox = new Inbox();
  readonly #send: (message: Uint8Array) => void;
  #onTheWay = 0;
  #waiting: (() => void)[] = [];

  constructor(send: (message: Uint8Array) => void) {
    this.#send = send;
  }

  async send(head: Uint8Array, tail?: Uint8Array): Promise<void> {
    if (this.inbox.ended) return;
    const message = joined(head, tail);
    this.#onTheWay += message.length;
    this.#send(owned(message));
    if (this.#onTheWay <= highWaterBytes) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  taken(): void {
    this.#onTheWay = Math.max(0, this.#onTheWay - takenBytes);
    if (this.#onTheWay <= highWaterBytes) this.#release();
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.inbox.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.inbox.onClose(listener);
  }

  close(): void {
    if (this.inbox.ended) return;
    this.#send(single);
    this.end();
  }

  end(): void {
    this.inbox.end();
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** A piece of a larger buffer would be carried with the whole of it: messages of a socket share theirs. */
function owned(message: Uint8Array): Uint8Array {
  return message.byteLength === message.buffer.byteLength ? message : new Uint8Array(message);
}
