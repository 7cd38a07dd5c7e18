import type { Channel } from "../../src-shared/rpc/channel.ts";

/** The bearer is not known, or no longer: the daemon was restarted, or the tab was signed out. */
export class SignedOut extends Error {}

const refusedCode = 4401;

/** Connects to the daemon that served this page. Throws SignedOut when the bearer is refused. */
export function openWebSocketChannel(bearer: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    socket.binaryType = "arraybuffer";
    let ready = false;
    let closed = false;
    const held: Uint8Array[] = [];
    let listener: ((message: Uint8Array) => void) | null = null;
    const closeListeners: (() => void)[] = [];
    socket.onopen = () => socket.send(bearer);
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") {
        ready = true;
        resolve(channel);
        return;
      }
      const message = new Uint8Array(data);
      if (listener) listener(message);
      else held.push(message);
    };
    socket.onclose = ({ code }) => {
      closed = true;
      for (const tell of closeListeners) tell();
      if (!ready) reject(code === refusedCode ? new SignedOut() : new Error("The core does not answer."));
    };
    const channel: Channel = {
      async send(message) {
        if (!closed) socket.send(message as Uint8Array<ArrayBuffer>);
      },
      onMessage(next) {
        listener = next;
        for (const message of held.splice(0)) next(message);
      },
      onClose(next) {
        if (closed) next();
        else closeListeners.push(next);
      },
      close: () => socket.close(),
    };
  });
}
