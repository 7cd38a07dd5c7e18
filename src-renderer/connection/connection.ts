import { create } from "zustand";
import { type ClauderonClient, contract, protocolVersion } from "../../src-shared/contract/index.ts";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { SignedOut } from "./webSocketChannel.ts";

export type ConnectionState = "connecting" | "online" | "offline" | "signed-out" | "wrong-version";

interface Connection {
  readonly state: ConnectionState;
  readonly client: ClauderonClient | null;
  /** When contact was lost, ms since 1970. */
  readonly lostAt: number | null;
  /** Folder of the core's home. */
  readonly home: string;
  readonly version: string;
}

const pausesMs = [500, 1000, 2000, 5000];

export const useConnection = create<Connection>(() => ({
  state: "connecting",
  client: null,
  lostAt: null,
  home: "",
  version: "",
}));

/** Keeps a client connected, and comes back by itself after 0.5, 1, 2, then every 5 s. Never returns. */
export async function keepConnected(connect: () => Promise<Channel>): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      const channel = await connect();
      const client = connectClient(channel, contract);
      const closed = new Promise<void>((resolve) => channel.onClose(resolve));
      const hello = await client.system.hello({ protocolVersion });
      if (hello.protocolVersion !== protocolVersion) {
        useConnection.setState({ state: "wrong-version" });
        return;
      }
      failures = 0;
      const { home, version } = hello;
      useConnection.setState({ state: "online", client, lostAt: null, home, version });
      await closed;
      useConnection.setState({ state: "offline", client: null, lostAt: Date.now() });
    } catch (error) {
      if (error instanceof SignedOut) {
        useConnection.setState({ state: "signed-out", client: null });
        return;
      }
      useConnection.setState(({ state }) => ({ state: state === "online" ? "offline" : state, client: null }));
    }
    await new Promise((resolve) => setTimeout(resolve, pausesMs[Math.min(failures++, pausesMs.length - 1)]));
  }
}

/** The client, for an action of the user. Throws `daemon_down` while there is no contact. */
export function client(): ClauderonClient {
  const { client } = useConnection.getState();
  if (client) return client;
  throw new AppError("daemon_down", "There is no contact with the Clauderon core.", "It reconnects by itself.");
}
