import { type CloneToRead, readClone } from "./cloneReader.ts";
import { parseUnsaved, unreadable } from "./unsavedReport.ts";
import { knownRefs } from "./workspace.ts";

/** Commits that are known nowhere else, one field each; a stash is one of them. */
export const unpushedCommits = `git log -z --format='%h %s' --max-count=100 --all --not "$BASE" --remotes --glob='${knownRefs}/*'`;

/** Uncommitted and unpushed work of a session's clone, one line each. What cannot be read counts as unsaved. */
export async function findUnsavedWork(clone: CloneToRead): Promise<string[]> {
  const { name } = clone.repository;
  const bytes = await readClone(clone, [
    "git status --porcelain=v1 -z --no-renames --untracked-files=normal",
    "printf -- '--\\0'",
    unpushedCommits,
  ]);
  return bytes === null ? [unreadable(name)] : parseUnsaved(bytes.toString("utf8"), name);
}
