import { MessageChannel, Worker } from "node:worker_threads";
import { connectClient } from "../../../src-shared/rpc/client.ts";
import type { Client, Contract } from "../../../src-shared/rpc/contract.ts";
import { portChannel } from "./portChannel.ts";

/** A worker thread reached through a contract. */
export interface Thread<C extends Contract> {
  readonly client: Client<C>;
  /** Resolves with the reason when the thread ends on its own. */
  readonly ended: Promise<Error>;
  terminate(): Promise<void>;
}

/**
 * Starts a worker that serves `contract` on the port it finds in `workerData.port`. Built code lies side by side in
 * one folder; sources are run in place, since Node strips their types.
 */
export function startThread<C extends Contract>(name: string, source: URL, contract: C, data: object = {}): Thread<C> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(entryOf(name, source), {
    name,
    workerData: { ...data, port: port2 },
    transferList: [port2],
    // A thread has no business with the secrets that the daemon found in its environment.
    env: {},
  });
  const client = connectClient(portChannel(port1), contract);
  let stopping = false;
  const ended = new Promise<Error>((resolve) => {
    worker.once("error", (error) => resolve(error instanceof Error ? error : new Error(String(error))));
    worker.once("exit", (code) => {
      port1.close();
      if (!stopping) resolve(new Error(`The ${name} ended with code ${code}.`));
    });
  });
  return {
    client,
    ended,
    async terminate() {
      stopping = true;
      await worker.terminate();
    },
  };
}

function entryOf(name: string, source: URL): URL {
  if (import.meta.url.endsWith(".ts")) return source;
  const folder = new URL(import.meta.url.includes("/chunks/") ? ".." : ".", import.meta.url);
  return new URL(`${name}.js`, folder);
}
