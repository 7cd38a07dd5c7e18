import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { socketChannel } from "./socketChannel.ts";
import { checkSocketPath } from "./socketPath.ts";

/**
 * Listens on a Unix socket that only this user can open: the file mode is the access check. The lock on the home is
 * held by now, so a socket file that exists is a dead daemon's.
 */
export async function listenUnixSocket(
  path: string,
  onChannel: (channel: Channel) => void,
): Promise<() => Promise<void>> {
  checkSocketPath(path);
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    onChannel(socketChannel(socket));
  });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroySoon();
    await closed;
  };
}
