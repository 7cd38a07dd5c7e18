import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureHome } from "../../../src-main/core/ensureHome.ts";
import { homePaths } from "../../../src-main/core/home.ts";
import { listenUnixSocket } from "../../../src-main/transports/unixSocketServer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clauderon-socket-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the control socket and the home can be opened by their owner only", async () => {
  const home = homePaths({ CLAUDERON_HOME: join(folder, "home") });
  ensureHome(home);
  const close = await listenUnixSocket(home.socket, () => {});
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  expect([mode(home.socket), mode(home.root), mode(home.secrets)]).toEqual(["600", "700", "700"]);
  await close();
});
