import { begin, type DesktopBridge, isBegin, isSingle, single, takenBytes } from "../../src-shared/desktop/bridge.ts";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { Inbox } from "../../src-shared/rpc/inbox.ts";

/** The window's bridge to the main process; null in a browser tab. */
export const desktop: DesktopBridge | null = (globalThis as { clauderon?: DesktopBridge }).clauderon ?? null;

/** Begins a channel to the core over the window's bridge. What was under way for an earlier page is passed over. */
export function openElectronChannel(bridge: DesktopBridge): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const inbox = new Inbox();
    let begun = false;
    let untold = 0;
    bridge.onBytes((message) => {
      if (isBegin(message)) {
        begun = true;
        resolve(channel);
      } else if (isSingle(message)) {
        inbox.end();
        reject(new Error("The core does not answer."));
      } else if (begun) {
        inbox.receive(message);
        untold += message.length;
        for (; untold >= takenBytes; untold -= takenBytes) bridge.send(single);
      }
    });
    const channel: Channel = {
      async send(message) {
        if (!inbox.ended) bridge.send(message);
      },
      onMessage: (listener) => inbox.onMessage(listener),
      onClose: (listener) => inbox.onClose(listener),
      // A page that begins no new channel has no way to say so but to go: its window's main ends it then.
      close: () => inbox.end(),
    };
    bridge.send(begin);
  });
}
