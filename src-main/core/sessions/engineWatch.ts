import { setTimeout as delay } from "node:timers/promises";
import type { ContainerEvent, Engine } from "../engine/engine.ts";
import type { Log } from "../lifecycle/log.ts";

const firstRetryMs = 500;
const lastRetryMs = 5000;

/**
 * Listens to the engine until the signal aborts, over its stops and starts. `onConnected` runs each time that nothing
 * is missed from then on: what happened before has to be looked up.
 */
export async function watchEngine(
  engine: Engine,
  options: {
    readonly labels: Readonly<Record<string, string>>;
    readonly onEvent: (event: ContainerEvent) => void;
    readonly onConnected: () => void;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { signal, log } = options;
  let retryMs = firstRetryMs;
  let told = false;
  while (!signal.aborted) {
    try {
      await engine.events(options.labels, options.onEvent, signal, () => {
        if (told) log.info({}, "The container engine answers again");
        told = false;
        retryMs = firstRetryMs;
        options.onConnected();
      });
    } catch (error) {
      if (!told) log.warn({ err: error }, "The container engine does not answer; trying again");
      told = true;
    }
    await delay(retryMs, undefined, { signal }).catch(() => {});
    retryMs = Math.min(lastRetryMs, retryMs * 2);
  }
}
