import { execFile, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { builtIns } from "../../src-main/core/credentials/builtIns.ts";
import { readWorkspaceFacts } from "../../src-main/core/sessions/workspaceFacts.ts";
import type { AccessMode } from "../../src-shared/model/session.ts";
import { type GitServer, startGitServer } from "../helpers/gitServer.ts";
import { ProxyUnderTest } from "../helpers/proxyUnderTest.ts";
import { createTestCa } from "../helpers/testCa.ts";

const execute = promisify(execFile);
const token = `ghp_canary${randomBytes(18).toString("hex")}`;
const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
let folder: string;
let clone: string;
let bare: string;
let server: GitServer;
let proxy: ProxyUnderTest;

const local = (...args: string[]): string =>
  execFileSync("git", [...identity, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const inClone = (...args: string[]): string => local("-C", clone, ...args);

/** Git through the proxy, as a session runs it. */
async function git(...args: string[]): Promise<{ ok: boolean; text: string }> {
  const { id } = proxy.session;
  const placeholder = Buffer.from("x-access-token:ghp_clauderonPlaceholder").toString("base64");
  const settings = [
    `http.proxy=http://${id}:${proxy.secret}@127.0.0.1:${proxy.server.port}`,
    `http.sslCAInfo=${join(folder, "proxy-ca.pem")}`,
    `http.extraHeader=Authorization: Basic ${placeholder}`,
  ];
  const all = [...identity, ...settings.flatMap((it) => ["-c", it]), "-C", clone, ...args];
  const env = { PATH: process.env.PATH, HOME: folder, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1" };
  return execute("git", all, { env, encoding: "utf8", maxBuffer: 1 << 24 }).then(
    ({ stdout, stderr }) => ({ ok: true, text: stdout + stderr }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ ok: false, text: stdout + stderr }),
  );
}

const write = (path: string, text: string): void => {
  mkdirSync(join(clone, path, ".."), { recursive: true });
  writeFileSync(join(clone, path), text);
};
const commit = (message: string): string => {
  inClone("add", "-A");
  inClone("commit", "-q", "--allow-empty", "-m", message);
  return inClone("rev-parse", "HEAD");
};
const lastRule = (): string | undefined => proxy.audit.entries.findLast(({ rule }) => rule !== "no-session")?.rule;
const onServer = (ref: string): string => {
  try {
    return local("-C", bare, "rev-parse", "--verify", "--quiet", ref);
  } catch {
    return "";
  }
};
const become = (accessMode: AccessMode): Promise<void> => proxy.server.putSession({ ...proxy.session, accessMode });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-push-"));
  const work = join(folder, "harbor");
  bare = join(folder, "served", "acme", "harbor.git");
  local("init", "-q", "-b", "trunk", work);
  mkdirSync(join(work, ".github", "workflows"), { recursive: true });
  writeFileSync(join(work, ".github", "workflows", "ci.yml"), "on: push\n");
  for (let file = 0; file < 40; file++) writeFileSync(join(work, `file${file}`), `${file}\n`.repeat(200));
  local("-C", work, "add", "-A");
  local("-C", work, "commit", "-q", "-m", "first");
  local("clone", "-q", "--bare", work, bare);
  local("-C", bare, "config", "http.receivepack", "true");
  local("clone", "-q", "--bare", work, join(folder, "served", "other", "place.git"));
  local("-C", work, "remote", "add", "origin", "https://github.com/acme/harbor.git");
  local("-C", work, "update-ref", "refs/remotes/origin/trunk", "HEAD");
  local("-C", work, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
  const { workspace } = await readWorkspaceFacts(work, local("-C", work, "rev-parse", "HEAD"));
  clone = join(folder, "clone");
  local("clone", "-q", work, clone);
  inClone("remote", "set-url", "origin", "https://github.com/acme/harbor.git");
  const authority = createTestCa();
  server = await startGitServer(join(folder, "served"), authority.issue("github.com"), token);
  const [host = "", port = ""] = server.address.split(":");
  const github = builtIns({ npm: null, grafana: null }).find(({ id }) => id === "github");
  proxy = await ProxyUnderTest.start({
    injections: [...(github?.injections ?? [])],
    upstreams: [{ host: "github.com", port: 443, address: { host, port: Number(port) }, caPem: authority.ca }],
  });
  writeFileSync(join(folder, "proxy-ca.pem"), proxy.ca);
  proxy.server.setSecrets({ github: { token } });
  Object.assign(proxy.session, { workspace });
  await proxy.server.putSession({ ...proxy.session });
});
afterAll(async () => {
  await proxy?.stop();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await become("write");
  inClone("reset", "-q", "--hard", "origin/trunk");
  inClone("clean", "-qfd");
});

describe("git's own push through the proxy", () => {
  it("brings an honest commit, and a second one that builds on it, and the same tip under another name", async () => {
    write("file3", "changed\n");
    commit("one");
    expect(await git("push", "-q", "origin", "HEAD:refs/heads/honest")).toMatchObject({ ok: true });
    write("deep/er/file", "new\n");
    const tip = commit("two");
    expect(await git("push", "-q", "origin", "HEAD:refs/heads/honest")).toMatchObject({ ok: true });
    expect(await git("push", "-q", "origin", "HEAD:refs/heads/again")).toMatchObject({ ok: true });
    expect([onServer("honest"), onServer("again")]).toEqual([tip, tip]);
    expect(new Set(server.authorizations)).toEqual(
      new Set([`Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`]),
    );
  });
  it("brings a tag, a merge, an empty commit and many files", async () => {
    for (let file = 0; file < 300; file++) write(`many/${file % 7}/${file}`, randomBytes(400).toString("hex"));
    commit("many");
    inClone("checkout", "-q", "-b", "side", "origin/trunk");
    write("side", "side\n");
    commit("side");
    inClone("checkout", "-q", "-");
    inClone("merge", "-q", "--no-ff", "-m", "merge", "side");
    inClone("branch", "-D", "-q", "side");
    commit("empty");
    inClone("tag", "-f", "-a", "v1", "-m", "tag");
    expect(await git("push", "-q", "origin", "HEAD:refs/heads/many", "v1")).toMatchObject({ ok: true });
    expect(onServer("v1^{commit}")).toBe(inClone("rev-parse", "HEAD"));
  });
  it.each<[string, () => void]>([
    ["a new workflow", () => write(".github/workflows/evil.yml", "on: push\n")],
    ["a changed workflow", () => write(".github/workflows/ci.yml", "on: schedule\n")],
  ])("does not bring %s", async (name, change) => {
    change();
    commit(name);
    const { ok, text } = await git("push", "-q", "origin", "HEAD:refs/heads/evil");
    expect({ ok, ref: onServer("evil"), rule: lastRule() }).toEqual({ ok: false, ref: "", rule: "github-workflows" });
    expect(text).toContain("403");
  });
  it("brings a commit without workflows: fewer of them mint nothing", async () => {
    rmSync(join(clone, ".github"), { recursive: true });
    commit("fewer");
    expect((await git("push", "-q", "origin", "HEAD:refs/heads/fewer")).ok).toBe(true);
  });
  it("does not bring a workflow in an earlier commit that a later one takes back", async () => {
    write(".github/workflows/evil.yml", "on: push\n");
    commit("evil");
    rmSync(join(clone, ".github", "workflows", "evil.yml"));
    commit("innocent");
    expect((await git("push", "-q", "origin", "HEAD:refs/heads/evil")).ok).toBe(false);
    expect([onServer("evil"), lastRule()]).toEqual(["", "github-workflows"]);
  });
  it("does not let a folder become the workflows that was pushed under another name before", async () => {
    write("innocent/workflows/evil.yml", "on: push\n");
    commit("stage");
    expect((await git("push", "-q", "origin", "HEAD:refs/heads/stage")).ok).toBe(true);
    const tree = inClone("rev-parse", "HEAD:innocent");
    inClone("rm", "-rq", "--cached", ".github");
    inClone("read-tree", "--prefix=.github/", tree);
    inClone("commit", "-q", "-m", "swap");
    expect((await git("push", "-q", "origin", "HEAD:refs/heads/swap")).ok).toBe(false);
    expect([onServer("swap"), lastRule()]).toEqual(["", "github-workflows"]);
  });
  it("does not set a branch to a commit that it does not bring and the host never saw", async () => {
    local("-C", bare, "branch", "-f", "stranger", "trunk");
    const stranger = local("-C", bare, "commit-tree", "trunk^{tree}", "-p", "trunk", "-m", "stranger");
    local("-C", bare, "update-ref", "refs/heads/stranger", stranger);
    expect((await git("fetch", "-q", "origin", "stranger")).ok).toBe(true);
    expect((await git("push", "-q", "origin", "FETCH_HEAD:refs/heads/mine")).ok).toBe(false);
    expect([onServer("mine"), lastRule()]).toEqual(["", "github-workflows"]);
  });
  it("goes nowhere but to its own repository, and reads others without the token", async () => {
    expect((await git("push", "-q", "https://github.com/other/place.git", "HEAD:refs/heads/x")).ok).toBe(false);
    expect(lastRule()).toBe("github-scope");
    const before = server.authorizations.length;
    await git("ls-remote", "https://github.com/other/place.git");
    expect(server.authorizations.length).toBe(before);
  });
  it("in mode propose sets branches, but neither the default one nor tags, and removes nothing", async () => {
    write("proposal", "x\n");
    commit("proposal");
    await become("propose");
    expect((await git("push", "-q", "origin", "HEAD:refs/heads/proposal")).ok).toBe(true);
    for (const refs of ["HEAD:refs/heads/trunk", "HEAD:refs/heads/main", "HEAD:refs/tags/t", ":refs/heads/proposal"]) {
      expect([refs, (await git("push", "-q", "origin", refs)).ok, lastRule()]).toEqual([refs, false, "access-propose"]);
    }
    await become("read");
    expect((await git("push", "-q", "origin", "HEAD:refs/heads/reader")).ok).toBe(false);
    expect((await git("fetch", "-q", "origin")).ok).toBe(true);
  });
});
