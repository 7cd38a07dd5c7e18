import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenUnixSocket } from "../../src-main/transports/unixSocketServer.ts";
import { type ClauderonContract, contract, protocolVersion } from "../../src-shared/contract/index.ts";
import type { Handlers } from "../../src-shared/rpc/contract.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { serve } from "../../src-shared/rpc/server.ts";

export type FakeHandlers = { readonly [S in keyof ClauderonContract]?: Partial<Handlers<ClauderonContract>[S]> };

export interface FakeDaemon {
  /** `CLAUDERON_HOME` for the command line. */
  readonly home: string;
  /** Every call in order, as `service.method`, with its input. */
  readonly calls: { readonly method: string; readonly input: unknown }[];
  close(): Promise<void>;
}

/** The contract on a Unix socket, with handlers in memory. What a test did not give fails with `unavailable`. */
export async function startFakeDaemon(given: FakeHandlers): Promise<FakeDaemon> {
  const home = mkdtempSync(join(tmpdir(), "clauderon-fake-"));
  const calls: FakeDaemon["calls"] = [];
  const all = allHandlers(given, home, calls);
  const close = await listenUnixSocket(join(home, "daemon.sock"), (channel) =>
    serve(channel, contract, all, { caller: "test" }),
  );
  return {
    home,
    calls,
    async close() {
      await close();
      rmSync(home, { recursive: true });
    },
  };
}

/** Handlers for the whole contract: the given ones, and for the rest a refusal. Each call is noted. */
export function allHandlers(
  given: FakeHandlers,
  home: string,
  calls: FakeDaemon["calls"],
): Handlers<ClauderonContract> {
  const hello = {
    name: "clauderon" as const,
    version: "0.0.0-fake",
    protocolVersion,
    pid: process.pid,
    home,
    startedAt: "2026-01-01T00:00:00.000Z",
  };
  const all: Record<string, Record<string, unknown>> = {};
  for (const [service, methods] of Object.entries(contract)) {
    const handlers = (given as Record<string, Record<string, unknown>>)[service] ?? {};
    const entry: Record<string, unknown> = {};
    for (const method of Object.keys(methods)) {
      const name = `${service}.${method}`;
      const handler = handlers[method] ?? (name === "system.hello" ? () => hello : missing(name));
      entry[method] = (input: unknown, context: unknown) => {
        calls.push({ method: name, input });
        return (handler as (...received: unknown[]) => unknown)(input, context);
      };
    }
    all[service] = entry;
  }
  return all as Handlers<ClauderonContract>;
}

function missing(name: string): () => never {
  return () => {
    throw new AppError("unavailable", `The fake daemon has no ${name}.`);
  };
}
