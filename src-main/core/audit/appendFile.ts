import fs, { constants } from "node:fs";

/** Grows with the longest line; lines are short, so one buffer serves all files of a thread. */
let scratch = Buffer.allocUnsafe(64 * 1024);

/**
 * A file that only this process appends to, at positions kept here, so that a write that the disk cut short can be
 * taken back and never leaves half a line in the middle.
 */
export class AppendFile {
  readonly path: string;
  readonly fd: number;
  /** Bytes of whole lines. */
  position: number;
  /** Bytes known to be on the disk. */
  #synced: number;
  #torn = false;
  #syncFailed = false;

  constructor(path: string, options: { exclusive?: boolean } = {}) {
    this.path = path;
    const create = constants.O_CREAT | (options.exclusive ? constants.O_EXCL : 0);
    this.fd = fs.openSync(path, constants.O_RDWR | constants.O_NOFOLLOW | create, 0o600);
    this.position = this.#synced = fs.fstatSync(this.fd).size;
  }

  /** Writes printable ASCII in one call to the system. Throws the system's error with the file as it was before. */
  write(text: string): void {
    if (this.#torn) this.truncate(this.position);
    if (text.length > scratch.length) scratch = Buffer.allocUnsafe(text.length * 2);
    const length = scratch.write(text, 0, "latin1");
    let done = 0;
    try {
      while (done < length) done += fs.writeSync(this.fd, scratch, done, length - done, this.position + done);
    } catch (error) {
      if (done > 0) this.#takeBack();
      throw error;
    }
    this.position += length;
  }

  truncate(position: number): void {
    fs.ftruncateSync(this.fd, position);
    this.position = position;
    this.#synced = Math.min(this.#synced, position);
    this.#torn = false;
  }

  /** Whether the path still names this file, whole up to `position`. */
  isInPlace(): boolean {
    const there = fs.statSync(this.path, { throwIfNoEntry: false, bigint: true });
    if (!there || there.size < this.position) return false;
    return there.ino === fs.fstatSync(this.fd, { bigint: true }).ino;
  }

  get isSynced(): boolean {
    return this.#synced >= this.position;
  }

  async sync(): Promise<void> {
    const { position } = this;
    try {
      await new Promise<void>((resolve, reject) => {
        fs.fdatasync(this.fd, (error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      this.#syncFailed = true;
      throw error;
    }
    this.#synced = Math.max(this.#synced, Math.min(position, this.position));
  }

  syncNow(): void {
    try {
      fs.fdatasyncSync(this.fd);
    } catch (error) {
      this.#syncFailed = true;
      throw error;
    }
    this.#synced = this.position;
  }

  /**
   * After a failed sync the system may have dropped what it could not write, and a second sync would say that all is
   * well. So the bytes are written again before that. Throws while the disk still fails.
   */
  repair(): void {
    if (!this.#syncFailed) return;
    const bytes = Buffer.allocUnsafe(this.position - this.#synced);
    const read = fs.readSync(this.fd, bytes, 0, bytes.length, this.#synced);
    if (read < bytes.length) throw new Error(`${this.path} is shorter than what was written to it`);
    for (let done = 0; done < bytes.length; ) {
      done += fs.writeSync(this.fd, bytes, done, bytes.length - done, this.#synced + done);
    }
    this.syncNow();
    this.#syncFailed = false;
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  #takeBack(): void {
    try {
      this.truncate(this.position);
    } catch {
      this.#torn = true;
    }
  }
}

/** Makes a rename or a new name in a folder survive a power cut. */
export function syncFolder(path: string): void {
  const fd = fs.openSync(path, constants.O_RDONLY);
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
