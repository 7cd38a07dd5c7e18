import type { Socket } from "node:net";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { frameMessage, MessageSplitter } from "./messageFraming.ts";

/** A stream socket as a carrier of the rpc. A message over the limit closes it. */
export function socketChannel(socket: Socket): Channel {
  const splitter = new MessageSplitter();
  const held: Uint8Array[] = [];
  let listener: ((message: Uint8Array) => void) | null = null;
  let closed = false;
  const closeListeners: (() => void)[] = [];

  socket.on("data", (chunk) => {
    try {
      for (const message of splitter.push(chunk)) {
        if (listener) listener(message);
        else held.push(message);
      }
    } catch {
      socket.destroy();
    }
  });
  // The close event follows an error and ends the channel; the error itself tells nothing more.
  socket.on("error", () => {});
  socket.once("close", () => {
    closed = true;
    for (const listener of closeListeners) listener();
  });

  return {
    send(message) {
      if (closed || socket.destroyed) return Promise.resolve();
      if (socket.write(frameMessage(message))) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          socket.off("drain", done);
          socket.off("close", done);
          resolve();
        };
        socket.on("drain", done);
        socket.on("close", done);
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
      socket.end();
      socket.destroySoon();
    },
  };
}
