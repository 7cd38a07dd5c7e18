import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeContainers } from "../helpers/agentWorld.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { type GitServer, startGitServer } from "../helpers/gitServer.ts";
import { createTestCa } from "../helpers/testCa.ts";

const token = `ghp_canary${randomBytes(18).toString("hex")}`;
const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
const git = (...args: string[]): string =>
  execFileSync("git", [...identity, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
let folder: string;
let server: GitServer;
let daemon: DaemonProcess;

// A repository on the host, whose origin is GitHub over SSH; "GitHub" is git's own server on this machine.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-git-"));
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
  server = await startGitServer(join(folder, "served"), authority.issue("github.com"), token);
  const config = `[[upstream]]\nhost = "github.com"\naddress = "${server.address}"\nca = "${join(folder, "ca.pem")}"\n`;
  daemon = new DaemonProcess({ env: { GH_TOKEN: token }, config });
  await daemon.start();
});
afterAll(async () => {
  await daemon?.dispose();
  removeContainers(daemon.home);
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("git inside a session", () => {
  it("fetches, pushes its branch and clones over HTTPS, with the placeholder only", async () => {
    const script = [
      "set -e",
      "git remote get-url origin",
      "git fetch -q origin",
      "echo work > work.txt && git add work.txt",
      "git -c user.name=Agent -c user.email=agent@example.invalid commit -q -m work",
      "git push -q origin HEAD",
      "git clone -q git@github.com:acme/harbor.git /tmp/again && cat /tmp/again/README",
      "echo token $GH_TOKEN",
    ].join("\n");
    const repository = join(folder, "harbor");
    const args = [
      "create",
      "--agent",
      "shell",
      "--print",
      "--name",
      "pusher",
      "--repo",
      repository,
      "--prompt",
      script,
    ];
    const { code, stdout, stderr } = await daemon.cli(args);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("https://github.com/acme/harbor");
    expect(stdout).toContain("harbor\n");
    expect(stdout).toContain("token ghp_clauderonPlaceholder");
  });

  it("left the branch on the server, and every request with the real token", async () => {
    const bare = join(folder, "served", "acme", "harbor.git");
    expect(git("-C", bare, "log", "-1", "--format=%an %s", "clauderon/pusher")).toBe("Agent work");
    const real = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    expect(new Set(server.authorizations)).toEqual(new Set([real]));
  });

  it("is in the audit, injected", async () => {
    const client = await daemon.client();
    const { records } = await client.audit.query({
      session: "pusher",
      where: 'path ~ "git-receive-pack" and method = "POST"',
    });
    expect(records[0]).toMatchObject({
      host: "github.com",
      credential_id: "github",
      auth_injected: true,
      response_code: 200,
    });
  });

  it("has nothing unpushed: its session may be deleted", async () => {
    const { unsaved } = await (await daemon.client()).sessions.deletePreview({ session: "pusher" });
    expect(unsaved).toEqual([]);
    const { code } = await daemon.cli(["delete", "pusher"]);
    expect(code).toBe(0);
  });
});
