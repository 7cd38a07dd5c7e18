import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "../../src-shared/rpc/errors.ts";

/** The kernel's limit for a Unix socket's path, less the final zero. Node cuts longer ones off without a word. */
const maxSocketPathBytes = 103;

/** The folder of this user's core, for programs that only talk to it. */
export function clauderonHome(env: NodeJS.ProcessEnv = process.env): string {
  return env.CLAUDERON_HOME ? resolve(env.CLAUDERON_HOME) : join(homedir(), ".clauderon");
}

export function daemonSocketPath(env: NodeJS.ProcessEnv = process.env): string {
  return join(clauderonHome(env), "daemon.sock");
}

/** Throws `path_too_long` when the socket path, or any socket below `run/<id>/`, would not fit. */
export function checkSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= maxSocketPathBytes) return;
  throw new AppError(
    "path_too_long",
    `The socket path ${path} has ${length} bytes; the system allows ${maxSocketPathBytes}.`,
    "Set CLAUDERON_HOME to a shorter path.",
  );
}
