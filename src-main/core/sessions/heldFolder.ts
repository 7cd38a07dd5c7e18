import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Linux's O_PATH, which Node has no name for: a handle on a folder, whatever its mode lets us read. */
const pathOnly = process.platform === "linux" ? 0o10000000 : 0;

/**
 * A folder held by its inode, below which an agent may write while we look. On Linux every path made from it begins at
 * that inode, so that what the agent puts in the folder's place, or in the place of one above it, leads nowhere.
 * Elsewhere the path is only as good as the moment in which it was checked.
 */
export class HeldFolder {
  readonly #handle: FileHandle;
  /** The folder itself. To name in messages, take the path that it was opened by. */
  readonly path: string;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.path = path;
  }

  /** Null where there is no folder: a link to one is none. */
  static async open(path: string | Buffer): Promise<HeldFolder | null> {
    const flags = pathOnly | constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
    const handle = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP") return null;
      throw error;
    });
    if (handle === null) return null;
    return new HeldFolder(handle, pathOnly ? `/proc/self/fd/${handle.fd}` : String(path));
  }

  /** A name in it, which may be any bytes but a slash. */
  at(name: string | Buffer): Buffer {
    return Buffer.concat([Buffer.from(`${this.path}/`), Buffer.from(name)]);
  }

  stat() {
    return this.#handle.stat();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
