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
  #torn = false;

  constructor(path: string, options: { exclusive?: boolean } = {}) {
    this.path = path;
    const create = constants.O_CREAT | (options.exclusive ? constants.O_EXCL : 0);
    this.fd = fs.openSync(path, constants.O_RDWR | constants.O_NOFOLLOW | create, 0o600);
    this.position = fs.fstatSync(this.fd).size;
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
    this.#torn = false;
  }

  /** Whether the path still names this file, whole up to `position`. */
  isInPlace(): boolean {
    const there = fs.statSync(this.path, { throwIfNoEntry: false, bigint: true });
    if (!there || there.size < this.position) return false;
    return there.ino === fs.fstatSync(this.fd, { bigint: true }).ino;
  }

  /** Writes bytes again that a failed sync may have lost from the system's cache. */
  rewrite(from: number): void {
    const bytes = Buffer.allocUnsafe(this.position - from);
    let done = 0;
    while (done < bytes.length) {
      const read = fs.readSync(this.fd, bytes, done, bytes.length - done, from + done);
      if (read === 0) throw new Error(`${this.path} is shorter than what was written to it`);
      done += read;
    }
    for (let written = 0; written < bytes.length; ) {
      written += fs.writeSync(this.fd, bytes, written, bytes.length - written, from + written);
    }
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.fd, (error) => (error ? reject(error) : resolve()));
    });
  }

  syncNow(): void {
    fs.fdatasyncSync(this.fd);
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
