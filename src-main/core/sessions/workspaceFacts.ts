import type { Workspace } from "../workspace.ts";
import { hostGit } from "./hostGit.ts";
import { cleanOriginUrl } from "./originUrl.ts";

/** Newest branches of the remotes whose trees are remembered; a push is measured against them. */
export const maxBranches = 100;

export interface WorkspaceFacts {
  readonly workspace: Workspace;
  /** HTTPS addresses, without user information. */
  readonly remotes: string[];
  /** Of those, the one that is named origin. */
  readonly origin: string | null;
}

/**
 * Looks at the user's own repository, never at the clone: an agent writes to that. What is found here is what the
 * session's pushes and API calls are measured against for as long as it lives.
 */
export async function readWorkspaceFacts(source: string, base: string): Promise<WorkspaceFacts> {
  const remotes = await readRemotes(source);
  const refs = await lines(source, [
    "for-each-ref",
    "--sort=-committerdate",
    `--count=${maxBranches}`,
    "--format=%(objectname) %(symref:lstrip=3)",
    "refs/remotes",
  ]);
  const parsed = refs.map((line) => ({ commit: line.split(" ", 1)[0]!, symref: line.slice(line.indexOf(" ") + 1) }));
  // Of the base only what the remotes have too: a commit that was never pushed has trees that nobody there approved.
  const commits = [...new Set(parsed.map(({ commit }) => commit))];
  const pushed = await lines(source, ["rev-list", "--max-count=1", base, "--not", "--remotes", "--"]);
  if (pushed.length === 0 && !commits.includes(base) && commits.length > 0) commits.push(base);
  const [origin = ""] = await lines(source, ["config", "--get", "remote.origin.url"]);
  return {
    remotes,
    origin: cleanOriginUrl(origin),
    workspace: {
      repositories: [...new Set(remotes.flatMap((url) => repositoryOf(url) ?? []))],
      defaultBranches: [...new Set(parsed.flatMap(({ symref }) => (symref ? [symref] : [])))],
      commits,
      trees: await readTrees(source, commits),
    },
  };
}

/** "github.com/acme/harbor" of an HTTPS address, in lower case; null when it names no repository. */
export function repositoryOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { host, pathname } = new URL(url);
  const path = pathname.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  return path.includes("/") ? `${host}/${path}`.toLowerCase() : null;
}

async function readRemotes(source: string): Promise<string[]> {
  const found = await lines(source, ["config", "--get-regexp", "^remote\\..*\\.url$"]);
  const urls = found.map((line) => cleanOriginUrl(line.slice(line.indexOf(" ") + 1)));
  return [...new Set(urls.filter((url) => url !== null))];
}

async function readTrees(source: string, commits: readonly string[]): Promise<string[]> {
  const places = [
    ["root", ""],
    [".github", ".github"],
    [".github/workflows", ".github/workflows"],
  ] as const;
  const asked = commits.flatMap((commit) => places.map(([name, path]) => ({ name, text: `${commit}:${path}` })));
  const answers = await hostGit(["cat-file", "--batch-check"], source, asked.map(({ text }) => `${text}\n`).join(""));
  const trees = answers.split("\n").flatMap((line, at) => {
    const match = /^([0-9a-f]{40}) tree /.exec(line);
    return match ? [`${asked[at]!.name}:${match[1]}`] : [];
  });
  return [...new Set(trees)];
}

/** Nothing found is an error to some of git's commands. */
async function lines(source: string, args: readonly string[]): Promise<string[]> {
  const output = await hostGit(args, source).catch(() => "");
  return output.split("\n").filter((line) => line !== "");
}
