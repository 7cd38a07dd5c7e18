import type { Channel } from "../../src-shared/rpc/channel.ts";
import { Inbox } from "../../src-shared/rpc/inbox.ts";

/** The bearer is not known, or no longer: the daemon was restarted, or the tab was signed out. */
export class SignedOut extends Error {}

const refusedCode = 4401;

/** Connects to the daemon that served this page. Throws SignedOut when the bearer is refused. */
export function openWebSocketChannel(bearer: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    socket.binaryType = "arraybuffer";
    let ready = false;
    const inbox = new Inbox();
    socket.onopen = () => socket.send(bearer);
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") {
        ready = true;
        resolve(channel);
        return;
      }
      inbox.receive(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => {
      inbox.end();
      if (!ready) reject(code === refusedCode ? new SignedOut() : new Error("The core does not answer."));
    };
    const channel: Channel = {
      async send(message) {
        if (!inbox.ended) socket.send(message as Uint8Array<ArrayBuffer>);
      },
      onMessage: (listener) => inbox.onMessage(listener),
      onClose: (listener) => inbox.onClose(listener),
      close: () => socket.close(),
    };
  });
}
