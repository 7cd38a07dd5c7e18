import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Files of the host that hostile trees point to. Their times lie in the past, so that reading one moves its time of
 * access: `marks` tells of every read, write, change of owner or mode, and removal.
 */
export class OutsideCanary {
  readonly root = mkdtempSync(join(tmpdir(), "cld-outside-"));
  readonly folder = join(this.root, "folder");
  readonly file = join(this.root, "canary");
  readonly pipe = join(this.root, "pipe");
  readonly #before: string;

  constructor() {
    mkdirSync(join(this.folder, "deeper"), { recursive: true });
    for (const path of [this.file, join(this.folder, "one"), join(this.folder, "deeper", "two")]) {
      writeFileSync(path, `canary ${path}\n`, { mode: 0o640 });
    }
    execFileSync("mkfifo", [this.pipe]);
    for (const path of this.#paths()) utimesSync(path, new Date("2001-01-01"), new Date("2002-01-01"));
    this.#before = this.marks();
  }

  get before(): string {
    return this.#before;
  }

  /** One line for each path, taken without opening anything. */
  marks(): string {
    const lines = this.#known.map((path) => {
      const found = lstatSync(path, { throwIfNoEntry: false });
      if (!found) return `${path} is gone`;
      const { uid, gid, mode, size, nlink, atimeMs, mtimeMs } = found;
      return [path, uid, gid, mode.toString(8), size, nlink, atimeMs, mtimeMs].join(" ");
    });
    return lines.join("\n");
  }

  /** What is there now, read for real; spends the canary. */
  content(): string[] {
    return this.#paths().map((path) => {
      const found = lstatSync(path);
      const what = found.isFile() ? readFileSync(path, "utf8") : found.isSymbolicLink() ? readlinkSync(path) : "";
      return `${path} ${what}`;
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  readonly #known: string[] = [];

  #paths(folder = this.root): string[] {
    const below = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? this.#paths(path) : [path];
    });
    const paths = [...below, folder];
    if (folder === this.root && this.#known.length === 0) this.#known.push(...paths);
    return paths;
  }
}
