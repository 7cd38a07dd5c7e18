import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

export interface StaticFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** The name holds a digest of the content: it may be kept for ever. */
  readonly isHashed: boolean;
}

/** The built renderer, listed once: a request picks from a table, so no path of a request ever reaches the disk. */
export class StaticFiles {
  readonly #root: string;
  readonly #names: ReadonlySet<string>;

  constructor(root: string) {
    this.#root = root;
    this.#names = new Set(listFiles(root));
  }

  /** False when the renderer was not built. */
  get isComplete(): boolean {
    return this.#names.has("index.html");
  }

  /**
   * The file at a URL path. A path without an extension is a screen of the program and gets its page; null for the
   * rest that is unknown.
   */
  find(urlPath: string): StaticFile | null {
    const path = urlPath.slice(1);
    const name = extname(path) === "" ? "index.html" : path;
    const type = types[extname(name)];
    if (!this.#names.has(name) || type === undefined) return null;
    return { bytes: readFileSync(join(this.#root, name)), type, isHashed: name.startsWith("assets/") };
  }
}

/** Level by level: inside the packed app's archive a listing of all levels at once is not to be relied on. */
function listFiles(root: string, below = ""): string[] {
  try {
    return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, name) : entry.isFile() ? [name] : [];
    });
  } catch {
    return [];
  }
}
