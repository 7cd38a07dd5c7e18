import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { docker, homeLabel, removeContainers } from "../helpers/agentWorld.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { type GithubWorld, git, startGithubWorld } from "../helpers/githubWorld.ts";

const url = "https://github.com/acme/harbor";
const slow = "https://github.com/acme/slow";
let world: GithubWorld;
let client: ClauderonClient;
let first: string;
let second: string;

beforeAll(async () => {
  world = await startGithubWorld();
  [first, second] = world.serve("acme/harbor", { README: "harbor\n", ".github/workflows/test.yml": "on: push\n" });
  world.serve("acme/parts", { ".gitmodules": "", "a/.gitattributes": "*.bin filter=lfs diff=lfs\n" });
  world.serve("acme/short", { README: "short\n" });
  git("init", "-q", "--bare", world.bare("acme/empty"));
  client = await world.daemon.client();
});
afterAll(() => world?.dispose());

const create = (name: string, ...args: string[]) =>
  world.daemon.cli(["create", "--agent", "shell", "--print", "--name", name, ...args]);
const folderOf = (id: string): string => join(world.daemon.home, "sessions", id);

describe("a session from an address", () => {
  it("begins on a branch of its own, in a clone that was made with the placeholder only", async () => {
    const script = [
      "set -e",
      "pwd; git branch --show-current; git log --format=%s; git remote get-url origin; cat README",
      "git status --porcelain; ls .git/hooks 2>/dev/null || true",
      "echo token $GH_TOKEN",
    ].join("\n");
    const { code, stdout, stderr } = await create(
      "cloner",
      "--repo",
      "git@github.com:acme/harbor.git",
      "--prompt",
      script,
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("cloning https://github.com/acme/harbor.git: receiving objects");
    expect(stdout.split("\n").filter(Boolean)).toEqual([
      "/workspace/harbor",
      "clauderon/cloner",
      "second",
      "first",
      "https://github.com/acme/harbor.git",
      "harbor",
      "token ghp_clauderonPlaceholder",
    ]);
    const real = `Basic ${Buffer.from(`x-access-token:${world.token}`).toString("base64")}`;
    expect(new Set(world.server.authorizations)).toEqual(new Set([real]));
    const { id } = await client.sessions.get({ session: "cloner" });
    expect(() => execFileSync("grep", ["-rqF", world.token, folderOf(id)])).toThrow();
  });

  it("is asked for by requests of that session, recorded with what was added to them", async () => {
    const { records } = await client.audit.query({ session: "cloner", where: 'path ~ "/acme/harbor"' });
    expect(records.map(({ method }) => method)).toEqual(expect.arrayContaining(["GET", "POST"]));
    expect(records[0]).toMatchObject({
      host: "github.com",
      credential_id: "github",
      auth_injected: true,
      response_code: 200,
    });
  });

  it("may fetch in every access mode, and proposes what it may, measured against what was cloned", async () => {
    const script = [
      'commit() { git add -A; git -c user.name=a -c user.email=b@c commit -q -m "$1"; }',
      "echo work > work.txt; commit work; git push -q origin HEAD && echo pushed",
      "git push -q origin HEAD:trunk || echo kept from its default branch",
      "echo 'on: issues' > .github/workflows/test.yml; commit flow; git push -q origin HEAD || echo kept from workflows",
    ].join("\n");
    const { code, stdout } = await create("proposer", "--repo", url, "--access-mode", "propose", "--prompt", script);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter(Boolean)).toEqual([
      "pushed",
      "kept from its default branch",
      "kept from workflows",
    ]);
    const bare = world.bare("acme/harbor");
    expect(git("-C", bare, "log", "-1", "--format=%s", "clauderon/proposer")).toBe("work");
    expect(git("-C", bare, "log", "-1", "--format=%s", "trunk")).toBe("second");
    const { unsaved } = await client.sessions.deletePreview({ session: "proposer" });
    expect(unsaved).toEqual([expect.stringMatching(/^unpushed commit: .* flow$/)]);
  });

  it.each([
    ["a branch", () => "release/2"],
    ["a tag", () => "v1"],
    ["a commit", () => first],
  ])("begins from %s", async (_what, base) => {
    const { stdout } = await create(
      "based",
      "--rm",
      "--repo",
      url,
      "--base",
      base(),
      "--prompt",
      "git log --format=%s",
    );
    expect(stdout).toBe("first\n");
  });

  it("is cloned through the proxy in an open network too", async () => {
    const args = ["--rm", "--repo", url, "--network", "open", "--prompt", "git log --format=%s"];
    expect((await create("wide", ...args)).stdout).toBe("second\nfirst\n");
    const { records } = await client.audit.query({ session: "wide", where: 'path ~ "/acme/harbor"' });
    expect(records[0]).toMatchObject({ credential_id: "github", auth_injected: true });
  });

  it("is offered again, keeps its clone through all that keeps files, and may be deleted while it has no work", async () => {
    expect((await client.sessions.recentRepositories({})).map(({ source }) => source)).toEqual([url, `${url}.git`]);
    await client.sessions.archive({ session: "cloner" });
    await client.sessions.unarchive({ session: "cloner" });
    expect((await client.sessions.recreate({ session: "cloner" })).repository).toMatchObject({
      path: null,
      base: second,
    });
    await expect.poll(async () => (await client.sessions.get({ session: "cloner" })).state).toBe("exited");
    expect(await client.sessions.changes({ session: "cloner" })).toMatchObject({ totals: { files: 0, unpushed: 0 } });
    expect((await world.daemon.cli(["show", "cloner"])).stdout).toContain(
      `${url}.git on branch clauderon/cloner, from ${second}`,
    );
    const report = await client.sessions.delete({ session: "cloner" });
    expect(report).toMatchObject({ unsaved: [], keeps: expect.arrayContaining([`what is at ${url}.git`]) });
  });

  it("has its work pushed to that address without its agent, and comes back after its deletion", async () => {
    const script = "echo work > work.txt; git add -A; git -c user.name=a -c user.email=b@c commit -q -m work";
    expect((await create("worker", "--repo", url, "--prompt", script)).code).toBe(0);
    expect(await client.sessions.push({ session: "worker" })).toEqual({ branch: "clauderon/worker", remote: url });
    expect(git("-C", world.bare("acme/harbor"), "log", "-1", "--format=%s", "clauderon/worker")).toBe("work");
    await client.sessions.delete({ session: "worker" });
    expect(await client.sessions.restore({ session: "worker" })).toMatchObject({ repository: { path: null, url } });
    await client.sessions.delete({ session: "worker", purge: true });
  });

  it("says what of a repository it does not have", async () => {
    const args = ["create", "--agent", "shell", "--name", "parts", "--repo", "https://github.com/acme/parts"];
    const { code, stderr } = await world.daemon.cli(args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("Submodules were not fetched");
    expect(stderr).toContain("Files in Git LFS are pointers");
    await client.sessions.delete({ session: "parts", force: true });
  });
});

describe("a session whose address leads nowhere", () => {
  const isGone = async (name: string): Promise<void> => {
    const sessions = await client.sessions.list({ includeArchived: true });
    expect(sessions.filter((session) => session.name === name)).toEqual([]);
    // Of a deleted one the files are kept for a while; of one that never came about nothing is.
    const deleted = await client.sessions.deleted({});
    expect(deleted.filter((session) => session.name === name)).toEqual([]);
    const known = [...sessions, ...deleted].map(({ id }) => id);
    expect(readdirSync(join(world.daemon.home, "sessions")).sort()).toEqual(known.sort());
    const labels = docker(
      "ps",
      "-a",
      "--filter",
      `label=com.clauderon.home=${homeLabel(world.daemon.home)}`,
      "--format",
      '{{.Label "com.clauderon.session"}}',
    );
    expect(labels.split("\n").filter((id) => id !== "" && !known.includes(id))).toEqual([]);
  };

  it.each([
    [
      "a repository that is not there",
      [`${url}-not`],
      /does not exist, or your credential github may not read it \(404\)/,
    ],
    ["a server that fails", ["https://github.com/acme/broken"], /github.com answered 500/],
    ["a repository without a commit", ["https://github.com/acme/empty"], /has no commit yet/],
    ["a branch that is not there", [url, "--base", "nope"], /has no branch, tag or commit nope/],
    ["a commit that is not there", [url, "--base", "0123456789"], /has no branch, tag or commit 0123456789/],
    [
      "another host that wants a credential",
      ["https://git.example/acme/harbor"],
      /git.example wants a credential .* for github.com only/,
    ],
    [
      "a host that cannot be reached",
      ["https://gone.example/acme/harbor"],
      /gone.example cannot be reached from this machine/,
    ],
    [
      "a port that nobody allowed",
      ["https://git.example:8443/acme/harbor"],
      /does not let sessions reach git.example:8443/,
    ],
  ])("%s is told in words, and nothing is left", async (_what, [repository = "", ...more], message) => {
    const { code, stderr } = await create("bound", "--repo", repository, ...more, "--prompt", "true");
    expect(stderr).toMatch(message);
    expect(code).not.toBe(0);
    await isGone("bound");
  });

  it.each([
    ["another repository", "lure", "has moved to https://github.com/acme/harbor, as its server says."],
    ["one in the clear", "in-the-clear", "https://git.example/acme/in-the-clear has moved."],
  ])("an address that leads on to %s is not followed, and the user is told", async (_what, name, message) => {
    const before = world.server.authorizations.length;
    const { code, stderr } = await create("bound", "--repo", `https://git.example/acme/${name}`, "--prompt", "true");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(world.server.authorizations.slice(before)).toEqual([]);
    await isGone("bound");
  });

  it("an address whose server knows it by its full name only is cloned by that", async () => {
    const args = ["--rm", "--repo", "https://github.com/acme/short", "--prompt", "git remote get-url origin"];
    expect((await create("full", ...args)).stdout).toBe("https://github.com/acme/short.git\n");
  });

  it("a proxy that is off is named", async () => {
    await client.proxy.setEnabled({ enabled: false });
    try {
      const { stderr } = await create("bound", "--repo", url, "--prompt", "true");
      expect(stderr).toContain(`The proxy is off, so ${url} was not cloned.`);
    } finally {
      await client.proxy.setEnabled({ enabled: true });
    }
    await isGone("bound");
  });

  it("a creation that is cancelled while it clones leaves nothing behind", async () => {
    const hasAsked = world.askedForSlow();
    const creation = client.sessions.create({
      name: "bound",
      agent: "shell",
      repositoryUrl: slow,
    });
    const failure = creation.catch((error: unknown) => error);
    await hasAsked;
    expect(await client.sessions.cancelCreation({ name: "bound" })).toEqual({ wasUnderWay: true });
    expect(await failure).toMatchObject({ code: "aborted", message: "The creation of bound was cancelled." });
    await isGone("bound");
    expect(await client.sessions.cancelCreation({ name: "bound" })).toEqual({ wasUnderWay: false });
  });

  it("a daemon that ended while it cloned removes what there is of it at its next start", async () => {
    const hasAsked = world.askedForSlow();
    client.sessions.create({ name: "bound", agent: "shell", repositoryUrl: slow }).catch(() => {});
    await hasAsked;
    await world.daemon.crash();
    await world.daemon.start();
    client = await world.daemon.client();
    await isGone("bound");
  });

  it.each([
    ["in the clear", "http://github.com/acme/harbor", /in the clear/],
    ["with a password", "https://me:secret@github.com/acme/harbor", /holds a user name or a password/],
    ["that runs a program", "ext::sh -c 'touch /tmp/x' x", /runs a program/],
  ])("an address %s is refused before anything is made", async (_what, repository, message) => {
    const { code, stderr } = await create("bound", "--repo", repository, "--prompt", "true");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    expect(stderr).not.toContain("secret");
    const input = { name: "bound", agent: "shell" as const, repositoryUrl: repository };
    await expect(client.sessions.create(input)).rejects.toMatchObject({ code: "usage" });
  });
});

it("without a credential a private repository is said to need one", async () => {
  const other = new DaemonProcess({ config: world.config });
  await other.start();
  try {
    const { code, stderr } = await other.cli(["create", "--agent", "shell", "--name", "bound", "--repo", url]);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the credential github has no value"),
    });
    expect(stderr).toContain("clauderon credentials set github");
  } finally {
    await other.dispose();
    removeContainers(other.home);
  }
});
