import type { Channel } from "../../src-shared/rpc/channel.ts";

/** Passes messages both ways, and the end of either to the other. */
export function pipeChannels(one: Channel, other: Channel): void {
  pass(one, other);
  pass(other, one);
}

function pass(from: Channel, to: Channel): void {
  from.onMessage((message) => {
    to.send(message).catch(() => to.close());
  });
  from.onClose(() => to.close());
}
