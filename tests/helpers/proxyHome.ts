import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HomePaths, homePaths } from "../../src-main/core/home.ts";

/** A home folder of its own for one test. */
export function proxyHome(): { readonly home: HomePaths; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "clauderon-proxy-"));
  const home = homePaths({ CLAUDERON_HOME: root });
  mkdirSync(home.run, { recursive: true, mode: 0o700 });
  return { home, remove: () => rmSync(root, { recursive: true, force: true }) };
}
