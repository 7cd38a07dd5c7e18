import { chmodSync, lchownSync, lstatSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { AppError } from "../../../src-shared/rpc/errors.ts";

type Accept = (socket: Socket) => void;

/** As many connections as an agent's tools open at once; the relay's own backlog is as long. */
const backlog = 1_024;

/** Listens on the addresses given, never on all. Throws `port_taken`. Port 0 picks a free one for all addresses. */
export async function listenTcp(addresses: readonly string[], port: number, accept: Accept): Promise<Server[]> {
  const servers: Server[] = [];
  let chosen = port;
  try {
    for (const host of addresses) {
      if (host === "" || host === "0.0.0.0" || host === "::") {
        throw new AppError("usage", "The proxy does not listen on all addresses.", "Name the addresses.");
      }
      const server = serverFor(accept);
      await listen(server, { host, port: chosen, backlog, ipv6Only: true });
      servers.push(server);
      const address = server.address();
      if (address && typeof address === "object") chosen = address.port;
    }
    return servers;
  } catch (error) {
    for (const server of servers) server.close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new AppError(
      "port_taken",
      `Port ${chosen} is taken by another program.`,
      "Stop that program, or choose another port: `clauderon daemon --port N` or [proxy] port in config.toml.",
      { cause: error },
    );
  }
}

/** Listens on a session's socket. Only its owner may connect: whoever can is that session. */
export async function listenUnix(
  path: string,
  owner: { readonly uid: number; readonly gid: number } | null,
  accept: Accept,
): Promise<Server> {
  removeStale(path);
  const server = serverFor(accept);
  // Nobody else can connect before the mode is set: the folder is the session's alone.
  await listen(server, { path, backlog });
  chmodSync(path, 0o600);
  if (owner && process.getuid?.() === 0) lchownSync(path, owner.uid, owner.gid);
  return server;
}

/** A crash leaves the socket behind. Anything else in its place is not ours to remove. */
function removeStale(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket())
    throw new AppError("unsafe_path", `${path} is in the way of a session's socket.`, "Remove it.");
  unlinkSync(path);
}

function serverFor(accept: Accept): Server {
  return createServer({ noDelay: true }, accept);
}

function listen(server: Server, options: object): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.removeListener("error", reject);
      // EMFILE and the like: the next accept tries again.
      server.on("error", () => {});
      resolve();
    });
  });
}
