import type { RefUpdate } from "./bodyFacts.ts";
import type { PackObject } from "./packReader.ts";

/** Objects that were there before the push, as `Workspace` names them, with those of the session's own pushes. */
export interface KnownObjects {
  readonly commits: ReadonlySet<string>;
  readonly trees: ReadonlySet<string>;
}

/**
 * Why a push might change a workflow; null when it certainly does not. A folder counts as unchanged only when it is one
 * that the host saw in the user's own repository: objects of strangers can lie in the same store, so that "it was there
 * already" would prove nothing.
 */
export function workflowChange(
  commands: readonly RefUpdate[],
  objects: ReadonlyMap<string, PackObject>,
  known: KnownObjects,
): string | null {
  for (const [id, { type, content }] of objects) {
    const problem = type === "commit" ? commitProblem(content, objects, known) : null;
    if (problem) return `commit ${id.slice(0, 12)} ${problem}`;
  }
  for (const { after, ref } of commands) {
    const tip = tagged(after, objects);
    if (/^0+$/.test(tip) || known.commits.has(tip) || objects.get(tip)?.type === "commit") continue;
    return `${printable(ref)} is set to ${tip.slice(0, 12)}, which this push does not bring`;
  }
  return null;
}

/** Commits and root trees of a push that was found harmless: later pushes may build on them. */
export function harmlessObjects(objects: ReadonlyMap<string, PackObject>): { commits: string[]; trees: string[] } {
  const commits = [...objects].filter(([, { type }]) => type === "commit");
  return {
    commits: commits.map(([id]) => id),
    trees: commits.map(([, { content }]) => `root:${rootOf(content)}`),
  };
}

function commitProblem(
  commit: Buffer,
  objects: ReadonlyMap<string, PackObject>,
  { trees }: KnownObjects,
): string | null {
  const root = rootOf(commit);
  if (root === null) return "cannot be read";
  if (trees.has(`root:${root}`)) return null;
  const tree = objects.get(root);
  if (tree?.type !== "tree") return "has files that this push does not bring, so that its workflows are not known";
  for (const github of entriesOf(tree.content, ".github")) {
    if (trees.has(`.github:${github}`)) continue;
    const inside = objects.get(github);
    if (inside?.type !== "tree") return "has a folder .github that this session did not start from";
    const workflows = entriesOf(inside.content, "workflows");
    if (!workflows.every((id) => trees.has(`.github/workflows:${id}`))) return "changes .github/workflows";
  }
  return null;
}

function rootOf(commit: Buffer): string | null {
  return /^tree ([0-9a-f]{40})\n/.exec(commit.toString("latin1", 0, 46))?.[1] ?? null;
}

/** The commit that a tag of this push leads to. */
function tagged(id: string, objects: ReadonlyMap<string, PackObject>): string {
  let at = id;
  for (let depth = 0; depth < 8; depth++) {
    const object = objects.get(at);
    if (object?.type !== "tag") return at;
    at = /^object ([0-9a-f]{40})\n/.exec(object.content.toString("latin1", 0, 48))?.[1] ?? id;
  }
  return at;
}

/** Ids of the entries of this name; a tree that names one twice, or has names with slashes, is read in several ways. */
function entriesOf(tree: Buffer, name: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < tree.length) {
    const space = tree.indexOf(0x20, at);
    const zero = space === -1 ? -1 : tree.indexOf(0, space);
    if (zero === -1 || zero + 21 > tree.length) return ["unreadable"];
    const entry = tree.toString("latin1", space + 1, zero);
    if (entry.includes("/")) return ["unreadable"];
    if (entry === name) found.push(tree.toString("hex", zero + 1, zero + 21));
    at = zero + 21;
  }
  return found;
}

function printable(ref: string): string {
  return ref.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}
