import type { MessagePort } from "node:worker_threads";
import type { Channel } from "../../../src-shared/rpc/channel.ts";

type Message = Uint8Array<ArrayBuffer> | readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];

/** A worker thread's message port as a carrier of the rpc. Buffers are transferred, not copied. */
export function portChannel(port: MessagePort): Channel {
  return {
    async send(head, tail) {
      if (!tail) {
        const message = owned(head);
        port.postMessage(message, [message.buffer]);
        return;
      }
      const message = [owned(head), owned(tail)] as const;
      port.postMessage(message, [message[0].buffer, message[1].buffer]);
    },
    onMessage(listener) {
      port.on("message", (message: Message) => {
        if (message instanceof Uint8Array) listener(message);
        else listener(...message);
      });
    },
    onClose(listener) {
      port.once("close", listener);
    },
    close() {
      port.close();
    },
  };
}

/** A part of a larger buffer is copied: the rest is not ours to give away. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isWhole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return isWhole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
