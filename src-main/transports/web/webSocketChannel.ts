import type { WebSocket } from "ws";
import type { Channel } from "../../../src-shared/rpc/channel.ts";

/** Bytes that may wait for a slow browser before senders wait too. */
const highWaterBytes = 1024 * 1024;

/** An authenticated WebSocket as a carrier of the rpc: one binary message each way. A text message closes it. */
export function webSocketChannel(socket: WebSocket): Channel {
  const held: Uint8Array[] = [];
  let listener: ((message: Uint8Array) => void) | null = null;
  let closed = false;
  const closeListeners: (() => void)[] = [];

  socket.on("message", (data, isBinary) => {
    if (!isBinary) return socket.close(1003);
    const message = data as Buffer;
    if (listener) listener(message);
    else held.push(message);
  });
  // The close event follows and ends the channel.
  socket.on("error", () => {});
  socket.once("close", () => {
    closed = true;
    for (const listener of closeListeners) listener();
  });

  return {
    send(message) {
      if (closed || socket.readyState !== socket.OPEN) return Promise.resolve();
      return new Promise((resolve) => {
        const isFull = socket.bufferedAmount > highWaterBytes;
        // Called on failure too; the close event then says it.
        socket.send(message, { binary: true }, isFull ? () => resolve() : () => {});
        if (!isFull) resolve();
      });
    },
    onMessage(next) {
      listener = next;
      for (const message of held.splice(0)) next(message);
    },
    onClose(next) {
      if (closed) next();
      else closeListeners.push(next);
    },
    close() {
      socket.close(1000);
    },
  };
}
