import type { CommandSpec } from "../command.ts";
import { sessionColumns, sessionRow } from "../sessionText.ts";
import { deletedColumns, deletedRow } from "./deleted.ts";

export const listCommand: CommandSpec = {
  name: "list",
  summary: "show the sessions",
  options: [
    { name: "all", short: "a", summary: "archived ones too" },
    { name: "deleted", summary: "the deleted ones that can still be brought back" },
  ],
  json: true,
  examples: ["clauderon list", "clauderon list --all --json | jq -r '.[].name'", "clauderon list --deleted"],
  async run({ options, json, output, connect }) {
    const client = await connect();
    if (options.flag("deleted")) {
      const deleted = await client.sessions.deleted({});
      const now = new Date();
      if (json) await output.json(deleted);
      else if (deleted.length === 0) await output.note("No deleted session can be brought back.");
      else
        await output.table(
          deletedColumns,
          deleted.map((one) => deletedRow(one, now)),
        );
      return 0;
    }
    const sessions = await client.sessions.list({ includeArchived: options.flag("all") });
    if (json) await output.json(sessions);
    else if (sessions.length === 0)
      await output.note("No sessions yet. Create one with `clauderon create --repo . --attach`.");
    else {
      const now = new Date();
      const rows = sessions.map((session) => sessionRow(session, now));
      await output.table(sessionColumns, rows);
    }
    return 0;
  },
};
