import type { FileChange, WorkspaceChanges } from "../../../src-shared/model/workspaceChanges.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { missing } from "../output/formats.ts";
import type { Cell, Column } from "../output/table.ts";

/** Git runs in a container of its own: what the session wrote is never opened by a program on this machine. */
export const diffCommand: CommandSpec = {
  name: "diff",
  summary: "show what changed in a session's clone since it began; with a file, its patch",
  arguments: [
    sessionArgument,
    { name: "file", summary: "path inside the clone, as the list names it", optional: true },
  ],
  json: true,
  examples: ["clauderon diff fix-retry", "clauderon diff fix-retry src/retry.ts | less"],
  async run({ words, json, output, connect }) {
    const [session = "", path] = words;
    const client = await connect();
    if (path !== undefined) {
      const patch = await client.sessions.diff({ session, path: path.replace(/^(\.\/)+/, "") });
      if (json) await output.json(patch);
      else if (patch.text === "") await output.note("Nothing changed there since the session began.");
      else await output.programOutput().stdout.write(new TextEncoder().encode(patch.text));
      if (patch.isCut) await output.note("The patch goes on; this is its beginning.");
      return 0;
    }
    const changes = await client.sessions.changes({ session });
    if (json) await output.json(changes);
    else if (changes === null)
      throw new AppError("usage", "The session has no clone.", "Create one with `clauderon create --repo PATH`.");
    else {
      if (changes.files.length > 0) await output.table(columns, changes.files.map(row));
      await output.note(sentence(changes));
    }
    return 0;
  },
};

const columns: readonly Column[] = [
  { title: "FILE", flexible: true },
  { title: "CHANGE" },
  { title: "ADDED", align: "right" },
  { title: "REMOVED", align: "right" },
  { title: "COMMITTED" },
];

function row({ path, kind, added, removed, uncommitted }: FileChange): readonly Cell[] {
  return [
    path,
    kind,
    added === null ? missing : { text: `+${added}`, colour: "green" },
    removed === null ? missing : { text: `-${removed}`, colour: "red" },
    uncommitted ? { text: "no", colour: "yellow" } : "yes",
  ];
}

function sentence({ files, totals }: WorkspaceChanges): string {
  const { uncommitted, unpushed } = totals;
  if (totals.files === 0 && unpushed === 0) return "Nothing changed since the session began.";
  const shown = totals.files > files.length ? `, the first ${files.length} shown` : "";
  return (
    `${plural(totals.files, "file")} changed (+${totals.added} -${totals.removed})${shown}; ` +
    `${uncommitted} not committed, ${plural(unpushed, "commit")} known nowhere else.`
  );
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
