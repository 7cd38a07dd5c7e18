import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { giveTo } from "./owner.ts";
import type { Owner } from "./ports.ts";

/**
 * Checks that each folder below `root` is a real one, and makes those that are missing. What lies below a session's
 * home was written by the agent: a link in the place of a folder would lead the engine, or us, somewhere else. Only for
 * a session whose container does not run, or the check says nothing about the next moment.
 */
export async function requireRealFolders(root: string, parts: readonly string[], owner: Owner): Promise<void> {
  await requireRealFolder(root);
  let path = root;
  for (const part of parts) {
    path = join(path, part);
    const made = await mkdir(path, { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST") return false;
        throw error;
      },
    );
    if (made) await giveTo(owner, path);
    else await requireRealFolder(path);
  }
}

async function requireRealFolder(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => null);
  if (stats?.isDirectory()) return;
  const what = stats === null ? "is missing" : stats.isSymbolicLink() ? "is a symbolic link" : "is not a folder";
  throw new AppError(
    "unsafe_path",
    `${path} ${what}, so the session is not started.`,
    "Look at what the session left there, put a real folder in its place, and start again.",
  );
}
