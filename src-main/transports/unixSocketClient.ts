import { createConnection } from "node:net";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { type PausableChannel, socketChannel } from "./socketChannel.ts";
import { checkSocketPath } from "./socketPath.ts";

/** Connects to a daemon. Throws `daemon_down` when nobody listens, `bad_permissions` when the file is not ours. */
export function connectUnixSocket(path: string): Promise<PausableChannel> {
  checkSocketPath(path);
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(socketChannel(socket)));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EACCES" || error.code === "EPERM") {
        reject(
          new AppError(
            "bad_permissions",
            `The socket ${path} belongs to another user.`,
            "Run as the user whose daemon it is.",
          ),
        );
        return;
      }
      reject(
        new AppError(
          "daemon_down",
          `No daemon is running (nothing listens on ${path}).`,
          "Start it with `clauderon daemon`.",
          {
            cause: error,
          },
        ),
      );
    });
  });
}
