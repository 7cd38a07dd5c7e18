import { chown, lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { HeldFolder } from "./heldFolder.ts";
import type { Owner } from "./ports.ts";

/**
 * Checks that each folder below `root` is a real one, and makes those that are missing. What lies below a session's
 * home was written by the agent: a link in the place of a folder would lead the engine, or us, somewhere else. Only for
 * a session whose container does not run, or the check says nothing about the next moment.
 */
export async function requireRealFolders(root: string, parts: readonly string[], owner: Owner): Promise<void> {
  let path = root;
  let folder = await hold(root, root);
  try {
    for (const part of parts) {
      path = join(path, part);
      const place = folder.at(part);
      const made = await mkdir(place, { mode: 0o700 }).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return false;
          throw error;
        },
      );
      const next = await hold(place, path);
      await folder.close();
      folder = next;
      // By its handle: whatever has its name by now keeps its owner.
      if (made && process.getuid?.() === 0) await chown(folder.path, owner.uid, owner.gid);
    }
  } finally {
    await folder.close();
  }
}

async function hold(place: string | Buffer, path: string): Promise<HeldFolder> {
  const folder = await HeldFolder.open(place);
  if (folder !== null) return folder;
  const stats = await lstat(place).catch(() => null);
  const what = stats === null ? "is missing" : stats.isSymbolicLink() ? "is a symbolic link" : "is not a folder";
  throw new AppError(
    "unsafe_path",
    `${path} ${what}, so the session is not started.`,
    "Look at what the session left there, put a real folder in its place, and start again.",
  );
}
