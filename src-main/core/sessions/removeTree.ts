import { randomBytes } from "node:crypto";
import { chmod, lstat, opendir, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { HeldFolder } from "./heldFolder.ts";

/**
 * Removes a folder that an agent could write to, after its container is gone. Links are removed, never followed, not
 * even one that takes a folder's place while we are in it; folders that the agent closed for everybody are opened
 * first; no depth is too deep.
 */
export async function removeTree(path: string): Promise<void> {
  if (process.platform !== "linux") return removeByPath(path);
  const top = await HeldFolder.open(path);
  if (top === null) return rm(path, { force: true });
  try {
    await openUp(top);
    const { dev } = await top.stat();
    while (await removeRound(top, dev));
    await rmdir(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new AppError("unsafe_path", `${path} cannot be removed whole (${code}).`, `Remove it: \`rm -rf ${path}\`.`, {
      cause: error,
    });
  } finally {
    await top.close();
  }

  /** False when there was nothing left to remove. Nobody adds anything: a round that removes nothing is an error. */
  async function removeRound(top: HeldFolder, device: number): Promise<boolean> {
    let found = 0;
    let removed = 0;
    for await (const name of namesIn(top)) {
      found++;
      if (await removeEntry(top, name, device)) removed++;
    }
    if (found > 0 && removed === 0) throw new AppError("unsafe_path", `${path} cannot be removed whole.`);
    return found > 0;
  }

  /** True when something is gone, or nearer to it. */
  async function removeEntry(top: HeldFolder, name: Buffer, device: number): Promise<boolean> {
    if (await removeFile(top.at(name))) return true;
    const folder = await HeldFolder.open(top.at(name));
    if (folder === null) return false;
    try {
      if ((await folder.stat()).dev !== device) {
        throw new AppError("unsafe_path", `Something is mounted below ${path}, so it is not removed.`, "Unmount it.");
      }
      await openUp(folder);
      for await (const inner of namesIn(folder)) {
        // Folders in folders come up to the top, one by one: no path grows, and no more than two folders are held.
        if (!(await removeFile(folder.at(inner)))) await lift(folder.at(inner), top);
      }
    } finally {
      await folder.close();
    }
    await rmdir(top.at(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "ENOENT") throw error;
    });
    return true;
  }
}

/** Names are bytes, not always text. */
async function* namesIn(folder: HeldFolder): AsyncGenerator<Buffer> {
  // Types know names of text only.
  const names = await opendir(folder.path, { encoding: "buffer" as "utf8" });
  for await (const { name } of names) yield name as unknown as Buffer;
}

/** False for a folder. */
async function removeFile(path: Buffer): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return true;
    if (code === "EISDIR") return false;
    throw error;
  }
}

async function lift(path: Buffer, top: HeldFolder): Promise<void> {
  const folder = await HeldFolder.open(path);
  if (folder === null) return;
  try {
    // A folder that may not be written to cannot be moved either: its parent is an entry of it.
    await openUp(folder);
  } finally {
    await folder.close();
  }
  await rename(path, top.at(`lifted-${randomBytes(12).toString("hex")}`)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

async function openUp(folder: HeldFolder): Promise<void> {
  if (((await folder.stat()).mode & 0o700) !== 0o700) await chmod(folder.path, 0o700);
}

/** Without handles to begin a path at. The container is gone, so that nothing changes while we look. */
async function removeByPath(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openFolders(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => null);
  if (!stats?.isDirectory()) return;
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}
