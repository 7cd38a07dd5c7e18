import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeContainers } from "./agentWorld.ts";
import { DaemonProcess } from "./daemonProcess.ts";
import { type GitServer, startGitServer } from "./gitServer.ts";
import { createTestCa } from "./testCa.ts";

const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];

export const git = (...args: string[]): string =>
  execFileSync("git", [...identity, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/** A real daemon, for which "GitHub" is git's own server on this machine that lets one token in. */
export interface GithubWorld {
  readonly daemon: DaemonProcess;
  readonly server: GitServer;
  readonly token: string;
  /** Text of the daemon's config.toml. */
  readonly config: string;
  /** Makes a bare repository there with two commits on `trunk`; `v1` and `release/2` are the first. Returns both. */
  serve(name: string, files: Readonly<Record<string, string>>): [first: string, second: string];
  /** Where the bare repository lies. */
  bare(name: string): string;
  /** Resolves when somebody has asked for acme/slow, which is never answered. */
  askedForSlow(): Promise<void>;
  dispose(): Promise<void>;
}

/** Where repositories of git.example say that they have moved to. */
const redirects = [
  ["lure", "https://github.com"],
  ["in-the-clear", "http://plain.example"],
] as const;

/** Beside github.com: git.example, which knows no token of ours, and gone.example, where nobody listens. */
export async function startGithubWorld(): Promise<GithubWorld> {
  const folder = mkdtempSync(join(tmpdir(), "cld-url-"));
  const token = `ghp_canary${randomBytes(18).toString("hex")}`;
  const served = join(folder, "served");
  const bare = (name: string): string => join(served, `${name}.git`);
  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  let onSlow = (): void => {};
  const server = await startGitServer(served, authority.issue("github.com"), token, (path, response) => {
    if (path.startsWith("/acme/broken/")) response.writeHead(500).end();
    else if (path.startsWith("/acme/slow/")) onSlow();
    else if (path.startsWith("/acme/short/")) {
      response.writeHead(301, { location: `https://github.com${path.replace("/short/", "/short.git/")}` }).end();
    } else return false;
    return true;
  });
  const elsewhere = await startGitServer(served, authority.issue("git.example"), "unknown", (path, response) => {
    const place = redirects.find(([name]) => path.startsWith(`/acme/${name}/`))?.[1];
    if (place === undefined) return false;
    response.writeHead(302, { location: `${place}/acme/harbor/info/refs?service=git-upload-pack` }).end();
    return true;
  });
  const upstream = (host: string, address: string): string =>
    `[[upstream]]\nhost = "${host}"\naddress = "${address}"\nca = "${join(folder, "ca.pem")}"\n`;
  const addresses = { "github.com": server.address, "git.example": elsewhere.address, "gone.example": "127.0.0.1:1" };
  const config = Object.entries(addresses)
    .map(([host, address]) => upstream(host, address))
    .join("");
  const daemon = new DaemonProcess({ env: { GH_TOKEN: token }, config });
  await daemon.start();
  return {
    daemon,
    server,
    token,
    config,
    bare,
    serve(name, files) {
      const work = join(folder, "work", name);
      git("init", "-q", "-b", "trunk", work);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(work, path, ".."), { recursive: true });
        writeFileSync(join(work, path), text);
      }
      git("-C", work, "add", ".");
      git("-C", work, "commit", "-q", "--allow-empty", "-m", "first");
      git("-C", work, "tag", "v1");
      git("-C", work, "branch", "release/2");
      git("-C", work, "commit", "-q", "--allow-empty", "-m", "second");
      git("clone", "-q", "--bare", work, bare(name));
      git("-C", bare(name), "config", "http.receivepack", "true");
      return [git("-C", work, "rev-parse", "v1"), git("-C", work, "rev-parse", "HEAD")];
    },
    askedForSlow: () =>
      new Promise((resolve) => {
        onSlow = resolve;
      }),
    async dispose() {
      await daemon.dispose();
      removeContainers(daemon.home);
      await server.close();
      await elsewhere.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
