import type { CommandSpec } from "../command.ts";
import { sessionColumns, sessionRow } from "../sessionText.ts";

export const listCommand: CommandSpec = {
  name: "list",
  summary: "show the sessions",
  options: [{ name: "all", short: "a", summary: "archived ones too" }],
  json: true,
  examples: ["clauderon list", "clauderon list --all --json | jq -r '.[].name'"],
  async run({ options, json, output, connect }) {
    const client = await connect();
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
