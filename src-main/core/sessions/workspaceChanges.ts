import type { FileChange, WorkspaceChanges } from "../../../src-shared/model/workspaceChanges.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CloneToRead, readClone } from "./cloneReader.ts";
import { unpushedCommits } from "./unsavedWork.ts";

const maxFiles = 500;
const maxDiffBytes = 200_000;

/**
 * An index of our own in which new files stand too, so that they are compared like any other. The clone is read-only:
 * what git must write goes beside it.
 */
const ownIndex = [
  'objects="$(git rev-parse --git-path objects)"; objects="$(realpath "$objects")"',
  'cp "$(git rev-parse --git-path index)" /tmp/index 2>/dev/null || true',
  "mkdir /tmp/objects",
  'export GIT_INDEX_FILE=/tmp/index GIT_OBJECT_DIRECTORY=/tmp/objects GIT_ALTERNATE_OBJECT_DIRECTORIES="$objects"',
  "git add --intent-to-add --all . 2>/dev/null || true",
];
const plainly = "--no-color --no-ext-diff --no-textconv --no-renames";

/** Every file that differs from the commit the session began from. Throws where the clone cannot be read. */
export async function readChanges(clone: CloneToRead): Promise<WorkspaceChanges> {
  const bytes = await readClone(clone, [
    "git status --porcelain=v1 -z --no-renames --untracked-files=all",
    "printf -- '--\\0'",
    unpushedCommits,
    "printf -- '\\0--\\0'",
    ...ownIndex,
    `git diff --name-status -z ${plainly} "$BASE" --`,
    "printf -- '--\\0'",
    `git diff --numstat -z ${plainly} "$BASE" --`,
  ]);
  const changes = bytes && parseChanges(bytes.toString("utf8"));
  if (!changes) throw unreadableClone(clone.repository.name);
  return changes;
}

/** One file's difference, cut where it is longer than anybody reads. */
export async function readDiff(clone: CloneToRead, path: string): Promise<{ text: string; isCut: boolean }> {
  const script = [
    ...ownIndex,
    `git diff ${plainly} "$BASE" -- "$FILE" >/tmp/diff`,
    `head -c ${maxDiffBytes + 1} /tmp/diff`,
  ];
  const bytes = await readClone(clone, script, { FILE: path, GIT_LITERAL_PATHSPECS: "1" });
  if (bytes === null) throw unreadableClone(clone.repository.name);
  return { text: bytes.subarray(0, maxDiffBytes).toString("utf8"), isCut: bytes.length > maxDiffBytes };
}

const unreadableClone = (name: string): AppError =>
  new AppError(
    "unavailable",
    `What changed in the clone ${name} cannot be read.`,
    "Look at it in the session's shell: the agent may have moved or broken it.",
  );

const kinds: Readonly<Record<string, FileChange["kind"]>> = { A: "added", D: "deleted" };

/** Reads the four parts of the report. Written by the untrusted side: null where it is not of this form. */
export function parseChanges(text: string): WorkspaceChanges | null {
  const fields = text.split("\0");
  const ends = fields.flatMap((field, at) => (field === "--" ? [at] : []));
  const [first, second, third] = ends;
  if (first === undefined || second === undefined || third === undefined || ends.length !== 3) return null;
  const uncommitted = new Set(fields.slice(0, first).map((field) => field.slice(3)));
  const unpushed = fields.slice(first + 1, second).filter((field) => field.trim()).length;
  const names = fields.slice(second + 1, third);
  const counts = new Map(fields.slice(third + 1).flatMap(readCount));
  const files = pairs(names).map(([letter, path]): FileChange => {
    const [added = null, removed = null] = counts.get(path) ?? [];
    return { path, kind: kinds[letter[0] ?? ""] ?? "changed", added, removed, uncommitted: uncommitted.has(path) };
  });
  const sum = (of: (file: FileChange) => number | null): number =>
    files.reduce((total, file) => total + (of(file) ?? 0), 0);
  return {
    files: files.slice(0, maxFiles),
    totals: {
      files: files.length,
      added: sum(({ added }) => added),
      removed: sum(({ removed }) => removed),
      uncommitted: fields.slice(0, first).filter((field) => field !== "").length,
      unpushed,
    },
  };
}

function pairs(fields: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) found.push([fields[at] ?? "", fields[at + 1] ?? ""]);
  return found;
}

/** `12\t3\tpath`; dashes for what is no text. */
function readCount(field: string): [string, readonly [number | null, number | null]][] {
  const match = /^(\d{1,12}|-)\t(\d{1,12}|-)\t(.+)$/s.exec(field);
  if (!match) return [];
  const number = (digits: string | undefined): number | null => (digits === "-" ? null : Number(digits));
  return [[match[3] ?? "", [number(match[1]), number(match[2])]]];
}
