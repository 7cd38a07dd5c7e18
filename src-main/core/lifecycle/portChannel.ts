import type { MessagePort } from "node:worker_threads";
import type { Channel } from "../../../src-shared/rpc/channel.ts";

/** A worker thread's message port as a carrier of the rpc. Buffers are transferred, not copied. */
export function portChannel(port: MessagePort): Channel {
  return {
    async send(message) {
      const owned =
        message.byteOffset === 0 && message.byteLength === message.buffer.byteLength ? message : message.slice();
      port.postMessage(owned, [owned.buffer as ArrayBuffer]);
    },
    onMessage(listener) {
      port.on("message", listener);
    },
    onClose(listener) {
      port.once("close", listener);
    },
    close() {
      port.close();
    },
  };
}
