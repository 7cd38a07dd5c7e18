import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeContainers } from "./agentWorld.ts";
import { DaemonProcess } from "./daemonProcess.ts";
import { type GitServer, startGitServer } from "./gitServer.ts";
import { createTestCa } from "./testCa.ts";

const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
export const git = (...args: string[]): string =>
  execFileSync("git", [...identity, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

export interface GitWorld {
  readonly daemon: DaemonProcess;
  readonly server: GitServer;
  readonly token: string;
  /** The user's own repository; its origin is GitHub over SSH. */
  readonly repository: string;
  /** What "GitHub" has: git's own server on this machine. */
  readonly served: string;
  dispose(): Promise<void>;
}

export async function startGitWorld(): Promise<GitWorld> {
  const token = `ghp_canary${randomBytes(18).toString("hex")}`;
  const folder = mkdtempSync(join(tmpdir(), "cld-git-"));
  const [work, bare] = [join(folder, "harbor"), join(folder, "served", "acme", "harbor.git")];
  git("init", "-q", "-b", "main", work);
  writeFileSync(join(work, "README"), "harbor\n");
  git("-C", work, "add", "README");
  git("-C", work, "commit", "-q", "-m", "first");
  git("clone", "-q", "--bare", work, bare);
  git("-C", bare, "config", "http.receivepack", "true");
  git("-C", work, "remote", "add", "origin", "git@github.com:acme/harbor.git");
  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  const server = await startGitServer(join(folder, "served"), authority.issue("github.com"), token);
  const config = `[[upstream]]\nhost = "github.com"\naddress = "${server.address}"\nca = "${join(folder, "ca.pem")}"\n`;
  const daemon = new DaemonProcess({ env: { GH_TOKEN: token }, config });
  await daemon.start();
  return {
    daemon,
    server,
    token,
    repository: work,
    served: bare,
    async dispose() {
      await daemon.dispose();
      removeContainers(daemon.home);
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
