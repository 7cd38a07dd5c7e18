import type { Channel } from "../../src-shared/rpc/channel.ts";
import type { PausableChannel } from "../transports/socketChannel.ts";

/** So much may wait for a page; beyond, the core is not read any more, and waits itself. */
const waitingBytes = 256 * 1024;

/**
 * Passes messages between a page and the core, and the end of either to the other. A page that takes nothing in makes
 * the core wait, not this process grow.
 */
export function pipeChannels(page: Channel, core: PausableChannel): void {
  let waiting = 0;
  core.onMessage((message) => {
    waiting += message.length;
    if (waiting > waitingBytes) core.pause();
    page.send(message).then(
      () => {
        waiting -= message.length;
        if (waiting <= waitingBytes) core.resume();
      },
      () => page.close(),
    );
  });
  page.onMessage((message) => {
    core.send(message).catch(() => core.close());
  });
  core.onClose(() => page.close());
  page.onClose(() => core.close());
}
