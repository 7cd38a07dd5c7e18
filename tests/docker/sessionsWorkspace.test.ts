import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionPaths } from "../../src-main/core/home.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

let world: SessionWorld;
let repository: string;

beforeAll(async () => {
  world = new SessionWorld();
  await world.open();
  repository = world.repository();
  execFileSync("git", ["-C", repository, "remote", "add", "origin", "ssh://git@github.com:22/someone/project.git"]);
  execFileSync("git", ["-C", repository, "tag", "v1"]);
  await world.create({ name: "cloned", prompt: "sleep 600", repositoryPath: repository });
});
afterAll(() => world.close());

const commit = "git -c user.name=a -c user.email=b@c commit -q";

test("the repository is cloned onto a branch of the session's own, and shares nothing with the original", async () => {
  const session = world.sessions.find("cloned");
  expect(session.repository).toMatchObject({ name: "project", branch: "clauderon/cloned" });
  expect(session.workdir).toBe("/workspace/project");
  const { output } = await world.inside(
    "cloned",
    "pwd; git branch --show-current; git remote get-url origin; git describe --tags; git status --porcelain; ls -A .git/hooks 2>/dev/null",
  );
  expect(output.split("\n").filter(Boolean)).toEqual([
    "/workspace/project",
    "clauderon/cloned",
    "https://github.com/someone/project.git",
    "v1",
  ]);
  expect(
    (await world.inside("cloned", "grep -r /tmp/clauderon .git; stat -c %h .git/objects/*/* | sort -u")).output,
  ).toBe("1\n");
});

test("a session without work of its own can be deleted; one with work is refused, naming it", async () => {
  expect((await world.sessions.deletePreview("cloned")).unsaved).toEqual([]);
  await world.inside("cloned", "echo change >> file.txt; echo new > 'odd name'");
  expect((await world.sessions.deletePreview("cloned")).unsaved).toEqual([
    "uncommitted: file.txt",
    "uncommitted: odd name",
  ]);
  await world.inside("cloned", `git add -A; ${commit} -m 'work of the agent'`);
  await expect(world.sessions.delete("cloned", { force: false })).rejects.toMatchObject({
    code: "unsaved_work",
    message: expect.stringContaining("work of the agent"),
  });
  expect(world.sessions.find("cloned").state).toBe("running");
  await world.inside("cloned", "git checkout -q --detach; git branch -qf clauderon/cloned HEAD~1; git stash list");
  expect((await world.sessions.deletePreview("cloned")).unsaved[0]).toMatch(/^unpushed commit: .* work of the agent$/);
  await world.inside("cloned", "git update-ref refs/remotes/origin/pushed HEAD");
  expect((await world.sessions.deletePreview("cloned")).unsaved).toEqual([]);
});

test("what changed in the clone is told file by file, committed or not, and one file's difference as git writes it", async () => {
  await world.create({ name: "changed", prompt: "sleep 600", repositoryPath: repository });
  expect((await world.sessions.work.changes("changed"))?.totals).toMatchObject({ files: 0, unpushed: 0 });
  await world.inside(
    "changed",
    `echo more >> file.txt; git add -A; ${commit} -m 'work of the agent'; echo -n > 'odd name'`,
  );
  await world.inside("changed", "printf 'one\\ntwo\\n' > 'odd name'; printf '\\0\\1' > picture.png");
  const changes = await world.sessions.work.changes("changed");
  expect(changes?.files).toEqual([
    { path: "file.txt", kind: "changed", added: 1, removed: 0, uncommitted: false },
    { path: "odd name", kind: "added", added: 2, removed: 0, uncommitted: true },
    { path: "picture.png", kind: "added", added: null, removed: null, uncommitted: true },
  ]);
  expect(changes?.totals).toEqual({ files: 3, added: 3, removed: 0, uncommitted: 2, unpushed: 1 });
  const { text, isCut } = await world.sessions.work.diff("changed", "odd name");
  expect(text).toContain("+one\n+two\n");
  expect(isCut).toBe(false);
  // No pathspec magic: a name is a name.
  expect((await world.sessions.work.diff("changed", ":/")).text).toBe("");
  await world.inside("changed", "yes line | head -c 300000 > long.txt");
  expect(await world.sessions.work.diff("changed", "long.txt")).toMatchObject({ isCut: true });
});

test("totals are told to those who watch, and measured when an agent comes to rest", async () => {
  const heard: unknown[] = [];
  const { id } = world.sessions.find("changed");
  const stop = world.sessions.work.watchTotals((totals) => totals.sessionId === id && heard.push(totals.files));
  await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(1);
  await world.inside("changed", "touch another.txt");
  world.sessions.noteActivity(id, { type: "hook", event: "PreToolUse", body: "" });
  world.sessions.noteActivity(id, { type: "hook", event: "Stop", body: "" });
  await expect.poll(() => heard, { timeout: 30_000 }).toEqual([4, 5]);
  stop();
  expect(world.sessions.work.totals()).toContainEqual(expect.objectContaining({ sessionId: id, files: 5 }));
});

test("a session can begin from another branch, and what there is to know of a repository is told before", async () => {
  const git = (...args: string[]) => execFileSync("git", ["-C", repository, ...args], { encoding: "utf8" });
  git("branch", "older");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  git("config", "branch.main.remote", "origin");
  git("config", "branch.main.merge", "refs/heads/main");
  git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*");
  git("commit", "--quiet", "--allow-empty", "-m", "second");
  writeFileSync(join(repository, "not-in-a-commit"), "");
  expect(await world.sessions.work.repository(repository)).toMatchObject({
    name: "project",
    branch: "main",
    branches: expect.arrayContaining(["main", "older", "origin/main"]),
    upstream: { name: "origin/main", ahead: 1, behind: 0 },
    uncommitted: 1,
  });
  await world.create({ name: "older", prompt: "sleep 600", repositoryPath: repository, base: "older" });
  expect((await world.inside("older", "git log --format=%s")).output).toBe("first\n");
  await expect(world.create({ repositoryPath: repository, base: "--output=/tmp/x" })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("no branch, tag or commit"),
  });
  await expect(world.sessions.work.repository("/usr")).rejects.toMatchObject({ code: "usage" });
});

test("nothing in a hostile clone runs on the host, and its work is still judged", async () => {
  const proof = join(world.home.root, "ran-on-host");
  const evil = `touch ${proof}; touch /workspace/ran-in-session`;
  await world.create({ name: "hostile", prompt: "sleep 600", repositoryPath: repository });
  await world.inside(
    "hostile",
    [
      `printf '#!/bin/sh\\n${evil}\\n' > /workspace/evil.sh; chmod 755 /workspace/evil.sh`,
      "git config core.fsmonitor /workspace/evil.sh",
      "git config core.sshCommand /workspace/evil.sh",
      "git config core.pager /workspace/evil.sh",
      "git config filter.evil.clean /workspace/evil.sh; git config filter.evil.smudge /workspace/evil.sh",
      "echo '*.txt filter=evil' > .gitattributes",
      "mkdir -p .git/hooks; for hook in post-checkout pre-commit reference-transaction post-index-change; do cp /workspace/evil.sh .git/hooks/$hook; done",
      "touch file.txt",
      "rm -f /workspace/ran-in-session",
    ].join("; "),
  );
  const changes = await world.sessions.work.changes("hostile");
  expect(changes?.files.map(({ path }) => path)).toContain(".gitattributes");
  await world.sessions.work.diff("hostile", "file.txt");
  const report = await world.sessions.deletePreview("hostile");
  expect(report.unsaved).toContain("uncommitted: .gitattributes");
  await expect(world.sessions.delete("hostile", { force: false })).rejects.toMatchObject({ code: "unsaved_work" });
  await world.sessions.delete("hostile", { force: true });
  expect(existsSync(proof)).toBe(false);
});

test("a clone that was replaced by a link to the host's files shows none of them", async () => {
  await world.create({ name: "linked", prompt: "sleep 600", repositoryPath: repository });
  await world.inside("linked", `cd /; rm -rf /workspace/project; ln -s ${repository} /workspace/project`);
  const { unsaved } = await world.sessions.deletePreview("linked");
  expect(unsaved).toEqual([expect.stringContaining("cannot be read")]);
  await expect(world.sessions.work.changes("linked")).rejects.toThrow("cannot be read");
  await expect(world.sessions.work.diff("linked", "file.txt")).rejects.toThrow("cannot be read");
  await world.sessions.delete("linked", { force: true });
  expect(existsSync(join(repository, "file.txt"))).toBe(true);
});

test("git of the host is never pointed at what an agent could have written", async () => {
  const clone = join(sessionPaths(world.home, world.sessions.find("cloned").id).home, "project");
  await expect(world.create({ repositoryPath: clone })).rejects.toMatchObject({ code: "unsafe_path" });
});

test.each([
  ["no such folder", "/nowhere/at/all", /no folder/],
  ["no repository", "/usr", /not a git repository/],
])("--repo of %s is refused", async (_what, path, message) => {
  await expect(world.create({ repositoryPath: path })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(message),
  });
});

test("a link in the place of .clauderon or of the uploads refuses the start, naming it; nothing behind it changes", async () => {
  const { id } = await world.create({ name: "moved", prompt: "sleep 600" });
  const paths = sessionPaths(world.home, id);
  const outside = join(world.home.root, "outside");
  mkdirSync(outside);
  await world.inside("moved", `cd /workspace && mv .clauderon .aside && ln -s ${outside} .clauderon`);
  await world.sessions.stop("moved");
  await expect(world.sessions.start("moved")).rejects.toMatchObject({
    code: "unsafe_path",
    message: expect.stringContaining(join(paths.home, ".clauderon")),
  });
  expect(world.sessions.find("moved")).toMatchObject({ state: "error", error: expect.stringContaining(".clauderon") });
  execFileSync("rm", [join(paths.home, ".clauderon")]);
  renameSync(join(paths.home, ".aside"), join(paths.home, ".clauderon"));
  rmdirSync(join(paths.home, ".clauderon", "uploads"));
  symlinkSync(outside, join(paths.home, ".clauderon", "uploads"));
  await expect(world.sessions.start("moved")).rejects.toMatchObject({
    code: "unsafe_path",
    message: expect.stringContaining(join(paths.home, ".clauderon", "uploads")),
  });
  expect(execFileSync("ls", ["-A", outside], { encoding: "utf8" })).toBe("");
  execFileSync("rm", [join(paths.home, ".clauderon", "uploads")]);
  expect((await world.sessions.start("moved")).state).toBe("running");
  expect(lstatSync(join(paths.home, ".clauderon", "uploads")).isDirectory()).toBe(true);
});

test("files of the home are written once, with trust in the working directory", async () => {
  const { id } = world.sessions.find("cloned");
  const path = join(sessionPaths(world.home, id).home, ".claude.json");
  const settings = JSON.parse(readFileSync(path, "utf8"));
  expect(settings).toMatchObject({
    hasCompletedOnboarding: true,
    projects: { "/workspace/project": { hasTrustDialogAccepted: true } },
  });
  writeFileSync(path, '{"changed":"inside"}');
  await world.sessions.restart("cloned");
  await world.sessions.recreate("cloned");
  expect(readFileSync(path, "utf8")).toBe('{"changed":"inside"}');
});
