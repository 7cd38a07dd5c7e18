import type { HostRepository } from "../../../src-shared/contract/sessions.ts";
import type { HomePaths } from "../home.ts";
import { hostGit } from "./hostGit.ts";
import { inspectRepository } from "./workspace.ts";

const maxBranches = 100;

/** What a person should know of their repository before a session begins from it. Nothing is fetched. */
export async function readHostRepository(path: string, home: HomePaths): Promise<HostRepository> {
  const { path: top, name } = await inspectRepository(path, home, "new");
  const branch = (await quietly(["symbolic-ref", "--quiet", "--short", "HEAD"], top)).trim() || null;
  const [branches, status, upstream] = await Promise.all([
    quietly(
      [
        "for-each-ref",
        "--sort=-committerdate",
        `--count=${maxBranches}`,
        "--format=%(refname:short)%00%(symref)",
        "refs/heads",
        "refs/remotes",
      ],
      top,
    ),
    quietly(["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal"], top),
    branch === null ? null : readUpstream(top, branch),
  ]);
  return {
    path: top,
    name,
    branch,
    // A remote's HEAD is another name of a branch that is listed.
    branches: branches.split("\n").flatMap((line) => (line.endsWith("\0") ? [line.slice(0, -1)] : [])),
    upstream,
    uncommitted: status.split("\0").filter((field) => field !== "").length,
  };
}

async function readUpstream(top: string, branch: string): Promise<HostRepository["upstream"]> {
  const name = (await quietly(["for-each-ref", "--format=%(upstream:short)", `refs/heads/${branch}`], top)).trim();
  if (name === "") return null;
  const counts = await quietly(["rev-list", "--left-right", "--count", "--end-of-options", `HEAD...${name}`], top);
  const [ahead, behind] = counts.trim().split(/\s+/).map(Number);
  if (ahead === undefined || behind === undefined || Number.isNaN(ahead + behind)) return null;
  return { name, ahead, behind };
}

/** What cannot be told is left out: the creation itself says what is really wrong. */
const quietly = (args: readonly string[], top: string): Promise<string> => hostGit(args, top).catch(() => "");
