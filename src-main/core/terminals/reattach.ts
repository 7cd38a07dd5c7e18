import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../engine/engine.ts";

const firstRetryMs = 250;
const lastRetryMs = 5000;

/**
 * A new stream to a terminal whose stream ended, as soon as the engine answers. Null when there is no running program
 * to attach to, or nobody wants it any more: the end of a program is told by others, here only its stream was lost.
 */
export async function reattach(engine: Engine, containerId: string, wanted: () => boolean): Promise<Duplex | null> {
  for (let retryMs = firstRetryMs; ; retryMs = Math.min(lastRetryMs, retryMs * 2)) {
    // First of all a pause: mostly the stream ended because the program did, and that is about to be told.
    await delay(retryMs, undefined, { ref: false });
    if (!wanted()) return null;
    try {
      const container = await engine.inspect(containerId);
      if (container?.state !== "running" && container?.state !== "paused") return null;
      return await engine.attachTerminal(containerId);
    } catch {
      // The engine does not answer yet.
    }
  }
}
