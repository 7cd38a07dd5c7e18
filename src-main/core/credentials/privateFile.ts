import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const maxBytes = 100_000;

/**
 * Reads a file that only its owner may read. Null when there is none. Throws `bad_permissions` with the command that
 * mends it; the checks are made on the opened file, so that it cannot be swapped in between.
 */
export async function readPrivateFile(path: string, options: { followLinks: boolean }): Promise<string | null> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (options.followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    if (error.code === "ELOOP")
      throw new AppError("bad_permissions", `${path} is a symbolic link.`, "Put a file there.");
    throw new AppError("bad_permissions", `${path} cannot be read (${error.code}).`, "Check its owner and mode.");
  });
  if (!file) return null;
  try {
    checkPrivate(path, await file.stat());
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

function checkPrivate(path: string, stats: Stats): void {
  if (!stats.isFile()) throw new AppError("bad_permissions", `${path} is not a file.`);
  if (stats.size > maxBytes) throw new AppError("bad_permissions", `${path} is too large to be a credential.`);
  // Windows has no owner and mode of this kind.
  if (!process.getuid) return;
  if (stats.uid !== process.getuid() && stats.uid !== 0) {
    throw new AppError(
      "bad_permissions",
      `${path} belongs to another user (uid ${stats.uid}).`,
      `chown $(id -u) '${path}'`,
    );
  }
  if ((stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw new AppError("bad_permissions", `${path} can be read by other users (mode ${mode}).`, `chmod 600 '${path}'`);
  }
}

/** Writes a file that only its owner may read, whole or not at all. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    // Not every file system keeps a mode.
    checkPrivate(path, await file.stat());
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(temporary, { force: true });
    throw error;
  });
}
