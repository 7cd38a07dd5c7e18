import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readWorkspaceFacts, repositoryOf } from "../../../src-main/core/sessions/workspaceFacts.ts";

let folder: string;
let work: string;
const run = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.invalid", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
const git = (...args: string[]): string => run("-C", work, ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cld-facts-"));
  const origin = join(folder, "origin");
  run("init", "-q", "-b", "trunk", origin);
  mkdirSync(join(origin, ".github", "workflows"), { recursive: true });
  writeFileSync(join(origin, ".github", "workflows", "ci.yml"), "on: push\n");
  run("-C", origin, "add", ".");
  run("-C", origin, "commit", "-q", "-m", "first");
  work = join(folder, "work");
  run("clone", "-q", origin, work);
  git("remote", "set-url", "origin", "git@github.com:Acme/Harbor.git");
  git("remote", "add", "upstream", "https://name:secret@github.com/Other/Harbor");
  git("remote", "add", "local", "/somewhere/else");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("names the remotes' repositories, their default branches, and the trees that were there", async () => {
  const { remotes, workspace } = await readWorkspaceFacts(work, git("rev-parse", "HEAD"));
  expect(remotes).toEqual(["https://github.com/Acme/Harbor.git", "https://github.com/Other/Harbor"]);
  expect(workspace).toEqual({
    repositories: ["github.com/acme/harbor", "github.com/other/harbor"],
    defaultBranches: ["trunk"],
    commits: [git("rev-parse", "HEAD")],
    trees: [
      `root:${git("rev-parse", "HEAD:")}`,
      `.github:${git("rev-parse", "HEAD:.github")}`,
      `.github/workflows:${git("rev-parse", "HEAD:.github/workflows")}`,
    ],
  });
});

test("a base that no remote has lends no trees", async () => {
  git("commit", "-q", "--allow-empty", "-m", "mine alone");
  const { workspace } = await readWorkspaceFacts(work, git("rev-parse", "HEAD"));
  expect(workspace.commits).toEqual([git("rev-parse", "origin/trunk")]);
});

test("a repository without remotes has none of it", async () => {
  const lone = join(folder, "lone");
  run("init", "-q", lone);
  run("-C", lone, "commit", "-q", "--allow-empty", "-m", "first");
  const { remotes, workspace } = await readWorkspaceFacts(lone, run("-C", lone, "rev-parse", "HEAD"));
  expect({ remotes, workspace }).toEqual({
    remotes: [],
    workspace: { repositories: [], defaultBranches: [], commits: [], trees: [] },
  });
});

test.each([
  ["https://github.com/Acme/Harbor.git", "github.com/acme/harbor"],
  ["https://git.example:8443/a/b/c/", "git.example:8443/a/b/c"],
  ["https://github.com/acme", null],
  ["nonsense", null],
])("%s is %s", (url, repository) => {
  expect(repositoryOf(url)).toBe(repository);
});
