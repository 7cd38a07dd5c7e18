import { type ClauderonClient, contract, protocolVersion } from "../../src-shared/contract/index.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { daemonSocketPath } from "./socketPath.ts";
import { connectUnixSocket } from "./unixSocketClient.ts";

/** A daemon that accepts a connection and then says nothing is as good as none. */
const helloTimeoutMs = 10_000;

export interface Connection {
  readonly client: ClauderonClient;
  /** Registers a listener for the end of the connection, by either side. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Reaches the daemon of this home and makes sure that both speak the same protocol. */
export async function connectToDaemon(env: NodeJS.ProcessEnv): Promise<Connection> {
  const channel = await connectUnixSocket(daemonSocketPath(env));
  const client = connectClient(channel, contract);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unresponsive()), helloTimeoutMs);
  });
  try {
    const hello = await Promise.race([client.system.hello({ protocolVersion }), silence]);
    if (hello.protocolVersion !== protocolVersion) throw mismatch(hello.version);
    return { client, onClose: (listener) => channel.onClose(listener), close: () => channel.close() };
  } catch (error) {
    channel.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function unresponsive(): AppError {
  return new AppError(
    "daemon_down",
    "The daemon accepts connections but does not answer.",
    "Look at `logs/daemon.log` in its home, then start it again with `clauderon daemon`.",
  );
}

function mismatch(daemonVersion: string): AppError {
  return new AppError(
    "version_mismatch",
    `The running daemon is version ${daemonVersion} and speaks another protocol than this command.`,
    "Stop the daemon and start it again with `clauderon daemon` of the same version.",
  );
}
