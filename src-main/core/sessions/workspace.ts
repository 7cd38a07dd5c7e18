import { lstat, readdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, isAbsolute, join, sep } from "node:path";
import { readRepositoryGiven } from "../../../src-shared/format/repositoryUrl.ts";
import { type Repository, sourceOf } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { hostGit } from "./hostGit.ts";
import { cleanOriginUrl } from "./originUrl.ts";
import { giveTo } from "./owner.ts";
import type { Owner } from "./ports.ts";

/** Refs of the clone that were there before the agent: what they reach is no unsaved work. */
export const knownRefs = "refs/clauderon/known";

/** What git takes for a name, and nothing that it takes for an expression. */
const plainRef = /^(?!-)[^\x00-\x20\x7f~^:?*[\\]+$/;

/** Names of a session's home that a clone must not take. */
const reserved = new Set([".claude", ".codex", ".clauderon", ".claude.json", ".git"]);

/**
 * Looks at the repository of `--repo` before anything is made. Throws `usage` saying what is wrong with it. `base` names
 * the commit to begin from; without one it is what is checked out.
 */
export async function inspectRepository(
  given: string,
  home: HomePaths,
  sessionName: string,
  base?: string,
): Promise<Repository & { readonly path: string }> {
  const path = given === "~" || given.startsWith("~/") ? join(homedir(), given.slice(1)) : given;
  if (!isAbsolute(path)) throw new AppError("usage", `The repository's path ${path} is not absolute.`);
  const real = await realpath(path).catch(() => {
    throw new AppError("usage", `There is no folder ${path}.`, "--repo takes the path of a git repository.");
  });
  // Agents write below the home: git of the host never opens what they can have prepared.
  const own = await realpath(home.root);
  if (real === own || real.startsWith(own + sep)) {
    throw new AppError("unsafe_path", `${path} lies in Clauderon's own folder.`, "Clone the original repository.");
  }
  const top = (await hostGit(["rev-parse", "--show-toplevel"], real).catch(() => "")).trim() || real;
  const head = await hostGit(["rev-parse", "--verify", "HEAD^{commit}"], top).catch((error: AppError) => {
    if (/dubious ownership/.test(error.message)) {
      throw new AppError("usage", `${top} belongs to another user.`, "Run the daemon as its owner, or make a clone.");
    }
    if (/not a git repository/i.test(error.message)) {
      throw new AppError("usage", `${path} is not a git repository.`, "`git init` makes one.");
    }
    if (/Needed a single revision|unknown revision|ambiguous argument/i.test(error.message)) {
      throw new AppError("usage", `The repository ${path} has no commit yet.`, "Make a first commit.");
    }
    throw error;
  });
  const commit = base === undefined ? head : await commitOf(top, base);
  return { path: top, name: folderName(top), branch: `clauderon/${sessionName}`, base: commit.trim() };
}

/** One that lies on this machine, which git of this machine may open. */
export const isOfHost = (repository: Repository): repository is Repository & { readonly path: string } =>
  repository.path !== null;

/** A repository at an address. What it holds is not known yet. */
export function repositoryAt(given: string, sessionName: string, base?: string): Repository & { readonly url: string } {
  const read = readRepositoryGiven(given);
  // The address may hold a password: it is not repeated.
  if (read.kind === "refused") throw new AppError("usage", read.problem, read.hint);
  if (read.kind === "path") {
    throw new AppError("usage", "That is no address of a repository.", "Use https://HOST/OWNER/NAME.");
  }
  if (base !== undefined && !plainRef.test(base)) {
    throw new AppError("usage", `${JSON.stringify(base)} is no name of a branch, a tag or a commit.`);
  }
  return { path: null, url: read.url, name: folderName(read.name), branch: `clauderon/${sessionName}`, base: "" };
}

async function commitOf(top: string, base: string): Promise<string> {
  return hostGit(["rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`], top).catch(() => {
    throw new AppError(
      "usage",
      `The repository ${top} has no branch, tag or commit ${base}.`,
      "`git branch -a` lists them.",
    );
  });
}

/** Clones a repository of this machine into the session's home, on a branch of its own. Before the agent ever runs. */
export async function cloneRepository(
  repository: Repository & { readonly path: string },
  sessionHome: string,
  owner: Owner,
): Promise<void> {
  const clone = join(sessionHome, repository.name);
  await hostGit([
    "clone",
    "--quiet",
    // Hard links would share inodes with the host's repository: a write inside would change it.
    "--no-hardlinks",
    "--no-checkout",
    "--no-recurse-submodules",
    // No hooks of a template.
    "--template=",
    // The reflog would name the host's path.
    "--config=core.logAllRefUpdates=false",
    "--",
    repository.path,
    clone,
  ]);
  await hostGit(["checkout", "--quiet", "--no-track", "-b", repository.branch, repository.base], clone);
  await hostGit(["config", "--unset-all", "core.logAllRefUpdates"], clone);
  await setOrigin(repository.path, clone);
  await keepKnownTags(clone);
  if (process.getuid?.() === 0) await giveTree(owner, clone);
}

async function setOrigin(source: string, clone: string): Promise<void> {
  const url = await hostGit(["config", "--get", "remote.origin.url"], source).catch(() => "");
  const clean = cleanOriginUrl(url);
  // Its remote-tracking refs stay even without a usable address: they say what is known elsewhere.
  if (clean) await hostGit(["remote", "set-url", "origin", clean], clone);
  else await hostGit(["config", "--unset", "remote.origin.url"], clone);
}

async function keepKnownTags(clone: string): Promise<void> {
  const tags = await hostGit(["for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/tags"], clone);
  for (const line of tags.split("\n").filter(Boolean)) {
    const [object = "", name = ""] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    await hostGit(["update-ref", `${knownRefs}/${name}`, object], clone);
  }
}

/** Only for what the host has just written; never for anything an agent could have touched. */
async function giveTree(owner: Owner, path: string): Promise<void> {
  await giveTo(owner, path);
  if (!(await lstat(path)).isDirectory()) return;
  for (const entry of await readdir(path)) await giveTree(owner, join(path, entry));
}

/** One plain path component for the clone. */
function folderName(path: string): string {
  const name = basename(path)
    .replace(/\.git$/, "")
    .replace(/[^A-Za-z0-9._-]/g, "-")
    .replace(/^-+/, "");
  return name === "" || name === "." || name === ".." || reserved.has(name) ? "repository" : name.slice(0, 100);
}

/** Host paths and addresses that sessions were cloned from, newest first, each once. */
export function recentRepositories(
  records: readonly { readonly repository: Repository | null; readonly createdAt: string }[],
): { source: string; usedAt: string }[] {
  const newest = new Map<string, string>();
  for (const { repository, createdAt } of records) {
    if (repository === null) continue;
    const source = sourceOf(repository);
    if (createdAt > (newest.get(source) ?? "")) newest.set(source, createdAt);
  }
  const recent = [...newest].map(([source, usedAt]) => ({ source, usedAt }));
  return recent.sort((one, other) => (one.usedAt < other.usedAt ? 1 : -1)).slice(0, 20);
}
