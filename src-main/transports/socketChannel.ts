import type { Socket } from "node:net";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { Inbox } from "../../src-shared/rpc/inbox.ts";
import { MessageSplitter, messageHead } from "./messageFraming.ts";

/** A channel whose other side can be made to wait: what it sends stays with it. */
export interface PausableChannel extends Channel {
  pause(): void;
  resume(): void;
}

/** A stream socket as a carrier of the rpc. A message over the limit closes it. */
export function socketChannel(socket: Socket): PausableChannel {
  const splitter = new MessageSplitter();
  const inbox = new Inbox();

  socket.on("data", (chunk) => {
    try {
      for (const message of splitter.push(chunk)) inbox.receive(message);
    } catch {
      socket.destroy();
    }
  });
  // The close event follows an error and ends the channel; the error itself tells nothing more.
  socket.on("error", () => {});
  socket.once("close", () => inbox.end());

  return {
    send(head, tail) {
      if (inbox.ended || socket.destroyed) return Promise.resolve();
      socket.cork();
      let hasRoom = socket.write(messageHead(head, tail?.length ?? 0));
      if (tail) hasRoom = socket.write(tail);
      socket.uncork();
      if (hasRoom) return Promise.resolve();
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
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      socket.end();
      socket.destroySoon();
    },
  };
}
