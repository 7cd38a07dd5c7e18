import type { WebSocket } from "ws";
import type { Channel } from "../../../src-shared/rpc/channel.ts";
import { Inbox } from "../../../src-shared/rpc/inbox.ts";

/** Bytes that may wait for a slow browser before senders wait too. */
const highWaterBytes = 1024 * 1024;

/** An authenticated WebSocket as a carrier of the rpc: one binary message each way. A text message closes it. */
export function webSocketChannel(socket: WebSocket): Channel {
  const inbox = new Inbox();

  socket.on("message", (data, isBinary) => {
    if (!isBinary) return socket.close(1003);
    inbox.receive(data as Buffer);
  });
  // The close event follows and ends the channel.
  socket.on("error", () => {});
  socket.once("close", () => inbox.end());

  return {
    send(head, tail) {
      if (inbox.ended || socket.readyState !== socket.OPEN) return Promise.resolve();
      return new Promise((resolve) => {
        const isFull = socket.bufferedAmount > highWaterBytes;
        if (tail) socket.send(head, { binary: true, fin: false });
        // Called on failure too; the close event then says it.
        socket.send(tail ?? head, { binary: true }, isFull ? () => resolve() : () => {});
        if (!isFull) resolve();
      });
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close() {
      socket.close(1000);
    },
  };
}
