/** A line that a program drew for a person's turn, as far as one can tell from its text: agents first, then shells. */
const looks = [
  /^[│|]?\s{0,2}[>❯›] (?!\d+\.)\S/,
  /^\S{0,120}(?<![\p{L}\p{N}])[$#%] \S/u,
  /^\S{1,120}@\S{1,120}[$#%] \S/,
];

export function looksLikePrompt(line: string): boolean {
  return looks.some((look) => look.test(line.slice(0, 300)));
}

/** The prompt before or after a line; null at the end of them. `lines` are line numbers, smallest first. */
export function promptFrom(lines: readonly number[], from: number, by: 1 | -1): number | null {
  const found = by > 0 ? lines.find((line) => line > from) : lines.findLast((line) => line < from);
  return found ?? null;
}
