/** Longer lists help nobody: the rest is counted. */
const maxLines = 50;
const maxLineLength = 200;
const unpushed = "unpushed commit: ";

export const unreadable = (name: string): string => `the clone ${name} cannot be read, so its work cannot be judged`;

/**
 * Reads the check's output: `git status -z`, a field "--", `git log -z`. Written by the untrusted side: bounded, and
 * nothing in it but printable ASCII gets through.
 */
export function parseUnsaved(text: string, name: string): string[] {
  const fields = text.split("\0");
  const divider = fields.indexOf("--");
  if (divider < 0) return [unreadable(name)];
  const files = fields.slice(0, divider).filter(Boolean);
  const commits = fields.slice(divider + 1).filter((field) => field.trim());
  return [
    ...bounded(files.map((file) => `uncommitted: ${printableLine(file.slice(3))}`)),
    ...bounded(commits.map((commit) => `${unpushed}${printableLine(commit.trim())}`)),
  ];
}

/** Whether a line of the report is of a commit. */
export const isUnpushed = (line: string): boolean => line.startsWith(unpushed);

function bounded(lines: readonly string[]): string[] {
  if (lines.length <= maxLines) return [...lines];
  return [...lines.slice(0, maxLines), `and ${lines.length - maxLines} more`];
}

function printableLine(text: string): string {
  const safe = text.replace(/[^\x20-\x7e]/g, "?");
  return safe.length > maxLineLength ? `${safe.slice(0, maxLineLength)}...` : safe;
}
