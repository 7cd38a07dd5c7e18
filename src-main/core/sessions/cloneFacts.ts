import type { NotFetched } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Workspace } from "../workspace.ts";
import { type CloneToRead, readClone } from "./cloneReader.ts";
import { maxBranches, repositoryOf } from "./workspaceFacts.ts";

export interface CloneFacts {
  /** The commit that is checked out. */
  readonly base: string;
  readonly workspace: Workspace;
  readonly notFetched: NotFetched[];
}

const refs = `git for-each-ref --sort=-committerdate --count=${maxBranches}`;
const script = [
  "git rev-parse --verify HEAD",
  "echo --",
  `${refs} --format='%(objectname) %(symref:lstrip=3)' refs/remotes/origin`,
  "echo --",
  `{ ${refs} --format='%(objectname)' refs/remotes/origin; git rev-parse HEAD; } | sort -u >/tmp/commits`,
  "sed -e 's/$/:/' /tmp/commits | git cat-file --batch-check='root %(objecttype) %(objectname)'",
  "sed -e 's/$/:.github/' /tmp/commits | git cat-file --batch-check='.github %(objecttype) %(objectname)'",
  "sed -e 's/$/:.github\\/workflows/' /tmp/commits |",
  "  git cat-file --batch-check='.github/workflows %(objecttype) %(objectname)'",
  "echo --",
  "if git cat-file -e HEAD:.gitmodules 2>/dev/null; then echo submodules; fi",
  "if git grep -q -e filter=lfs HEAD -- .gitattributes ':(glob)**/.gitattributes'; then echo lfs; fi",
];

/**
 * What the session's pushes and API calls are measured against, and where it begins: of a clone that a helper made and
 * that no agent has touched yet, in a container that sees it read-only and reaches nobody.
 */
export async function readCloneFacts(clone: CloneToRead, url: string): Promise<CloneFacts> {
  const output = await readClone(clone, script);
  const facts = output && parseCloneFacts(output.toString("utf8"), url);
  if (facts) return facts;
  throw new AppError(
    "unavailable",
    `The clone of ${url} cannot be read: nothing could be measured against it.`,
    "Clone it on this machine, and give its path.",
  );
}

const oid = "(?:[0-9a-f]{64}|[0-9a-f]{40})";
const commitLine = new RegExp(`^${oid}$`);
const refLine = new RegExp(`^(${oid}) ([^\\x00-\\x20\\x7f]{0,250})$`);
const treeLine = new RegExp(`^(root|\\.github|\\.github/workflows) tree (${oid})$`);

/** Written by the untrusted side: null where it is not of this form. */
export function parseCloneFacts(text: string, url: string): CloneFacts | null {
  const parts = text.split(/^--\n/m);
  const [head = "", refsPart = "", treesPart = "", rest = ""] = parts;
  const base = head.trim();
  if (parts.length !== 4 || !commitLine.test(base)) return null;
  const found = lines(refsPart).map((line) => refLine.exec(line));
  if (found.length === 0 || found.length > maxBranches || found.includes(null)) return null;
  const branches = found.flatMap((match) => (match ? [{ commit: match[1]!, symref: match[2]! }] : []));
  const trees = lines(treesPart).flatMap((line) => {
    const match = treeLine.exec(line);
    return match ? [`${match[1]}:${match[2]}`] : [];
  });
  if (trees.length > 3 * (maxBranches + 1)) return null;
  const repository = repositoryOf(url);
  return {
    base,
    workspace: {
      repositories: repository === null ? [] : [repository],
      defaultBranches: unique(branches.flatMap(({ symref }) => (symref === "" ? [] : [symref]))),
      commits: unique([...branches.map(({ commit }) => commit), base]),
      trees: unique(trees),
    },
    notFetched: lines(rest).filter((line): line is NotFetched => line === "submodules" || line === "lfs"),
  };
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
