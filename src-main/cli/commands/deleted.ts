import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { ArgumentSpec, CommandSpec } from "../command.ts";
import { canAsk, confirm } from "../input.ts";
import { escapeLine } from "../output/escape.ts";
import { formatAge, formatMoment } from "../output/formats.ts";
import type { Cell, Column } from "../output/table.ts";
import { stateText } from "../sessionText.ts";

const deletedArgument: ArgumentSpec = {
  name: "session",
  summary: "name or id of a deleted session",
  complete: "deleted",
};

export const restoreCommand: CommandSpec = {
  name: "restore",
  summary: "bring a deleted session back, stopped, with a new proxy secret",
  arguments: [deletedArgument],
  options: [{ name: "name", value: "name", summary: "under another name" }],
  json: true,
  examples: ["clauderon restore fix-retry", "clauderon restore fix-retry --name fix-retry-2"],
  async run({ words, options, json, output, connect }) {
    const name = options.text("name");
    const client = await connect();
    const session = await client.sessions.restore({ session: words[0] ?? "", ...(name === undefined ? {} : { name }) });
    if (json) await output.json(session);
    else await output.line(escapeLine(`${session.name}: ${stateText(session)}`));
    if (session.error !== null) await output.note(escapeLine(session.error));
    return 0;
  },
};

export const purgeCommand: CommandSpec = {
  name: "purge",
  summary: "destroy the copy of a deleted session for good",
  arguments: [{ ...deletedArgument, optional: true }],
  options: [
    { name: "all", short: "a", summary: "the copies of all deleted sessions" },
    { name: "force", summary: "do not ask" },
  ],
  json: true,
  examples: ["clauderon purge fix-retry", "clauderon purge --all --force"],
  async run({ words, options, json, output, connect }) {
    const all = options.flag("all");
    if (all === (words[0] !== undefined)) {
      throw new AppError("usage", "`clauderon purge` takes one deleted session, or --all.");
    }
    const client = await connect();
    const chosen = all ? (await client.sessions.deleted({})).map(({ id }) => id) : [words[0] ?? ""];
    const what = all ? `the copies of ${chosen.length} deleted sessions` : `the copy of ${escapeLine(words[0] ?? "")}`;
    if (!options.flag("force") && !json && canAsk() && !(await confirm(`Destroy ${what} for good?`))) {
      throw new AppError("aborted", "Nothing was destroyed.");
    }
    const gone: DeletedSession[] = [];
    for (const session of chosen) gone.push(await client.sessions.purge({ session }));
    if (json) await output.json(gone);
    else for (const { name, id } of gone) await output.line(escapeLine(`Destroyed the copy of ${name} (${id}).`));
    return 0;
  },
};

export const deletedColumns: readonly Column[] = [
  { title: "NAME", flexible: true },
  { title: "ID" },
  { title: "AGENT" },
  { title: "REPOSITORY", flexible: true },
  { title: "DELETED", align: "right" },
  { title: "DESTROYED AFTER" },
];

export function deletedRow(deleted: DeletedSession, now: Date): readonly Cell[] {
  const { name, id, agent, repository, deletedAt, destroyedAfter } = deleted;
  return [name, id, agent, repository?.name ?? "–", formatAge(deletedAt, now), formatMoment(destroyedAfter)];
}
