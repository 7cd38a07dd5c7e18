/** One line of one side. */
export interface DiffLine {
  readonly number: number;
  readonly text: string;
}

/** A row of two sides: the same line twice, a change, or something on one side only. */
export interface DiffRow {
  readonly left: DiffLine | null;
  readonly right: DiffLine | null;
  readonly changed: boolean;
}

/** Rows that follow each other in the file; between two hunks something was left out. */
export interface DiffHunk {
  readonly rows: readonly DiffRow[];
}

export interface FileDiff {
  readonly hunks: readonly DiffHunk[];
  /** What git says in place of lines: a file that is no text, a mode that changed. */
  readonly notes: readonly string[];
}

/** Reads one file's difference as git writes it. What is not of that form is left out. */
export function readDiff(text: string): FileDiff {
  const hunks: DiffHunk[] = [];
  const notes: string[] = [];
  let rows: DiffRow[] | null = null;
  let left = 0;
  let right = 0;
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const pair = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      rows?.push({ left: removed[at] ?? null, right: added[at] ?? null, changed: true });
    }
    removed = [];
    added = [];
  };
  for (const line of text.split("\n")) {
    const head = /^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@/.exec(line);
    if (head) {
      pair();
      rows = [];
      hunks.push({ rows });
      left = Number(head[1]);
      right = Number(head[2]);
    } else if (rows === null) {
      if (/^(Binary files|old mode|new mode)/.test(line)) notes.push(line);
    } else if (line.startsWith("-")) removed.push({ number: left++, text: line.slice(1) });
    else if (line.startsWith("+")) added.push({ number: right++, text: line.slice(1) });
    else if (line.startsWith(" ")) {
      pair();
      const same = line.slice(1);
      rows.push({ left: { number: left++, text: same }, right: { number: right++, text: same }, changed: false });
    }
  }
  pair();
  return { hunks, notes };
}
