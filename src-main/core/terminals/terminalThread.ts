import { type MessagePort, workerData } from "node:worker_threads";
import { serve } from "../../../src-shared/rpc/server.ts";
import type { EngineConnection } from "../engine/connection.ts";
import { createDockerEngine } from "../engine/dockerEngine.ts";
import { portChannel } from "../lifecycle/portChannel.ts";
import { Hub } from "./hub.ts";
import { terminalThreadContract } from "./threadContract.ts";

const { port, engine } = workerData as { port: MessagePort; engine: EngineConnection };

serve(
  portChannel(port),
  terminalThreadContract,
  { hub: new Hub(createDockerEngine(engine)).handlers() },
  { caller: "core" },
);
