import { expect, test } from "vitest";
import type { ContainerEvent, Engine } from "../../../src-main/core/engine/engine.ts";
import { silentLog } from "../../../src-main/core/lifecycle/log.ts";
import { watchEngine } from "../../../src-main/core/sessions/engineWatch.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const event: ContainerEvent = { action: "die", containerId: "1", exitCode: 0, labels: {} };

test("the engine is listened to again after it stopped, and what was missed is looked up each time", async () => {
  const stop = new AbortController();
  const heard: string[] = [];
  let connections = 0;
  const events: Engine["events"] = async (_labels, onEvent, signal, onOpen) => {
    connections += 1;
    if (connections === 2) throw new AppError("engine_down", "not there yet");
    onOpen?.();
    onEvent(event);
    if (connections === 1) throw new AppError("engine_down", "connection closed");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  const watching = watchEngine({ events } as Engine, {
    labels: {},
    onEvent: ({ action }) => heard.push(action),
    onConnected: () => heard.push("connected"),
    log: silentLog,
    signal: stop.signal,
  });
  await expect.poll(() => heard).toEqual(["connected", "die", "connected", "die"]);
  stop.abort();
  await watching;
});
