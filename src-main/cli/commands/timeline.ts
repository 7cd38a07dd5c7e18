import { eventWords } from "../../../src-shared/format/sessionEvents.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { formatAge } from "../output/formats.ts";
import type { Column } from "../output/table.ts";

export const timelineCommand: CommandSpec = {
  name: "timeline",
  summary: "show what happened to a session, oldest first, and why",
  arguments: [sessionArgument],
  json: true,
  examples: ["clauderon timeline fix-retry", "clauderon timeline fix-retry --json | jq -r '.[].what'"],
  async run({ words, json, output, connect }) {
    const client = await connect();
    const events = await client.sessions.timeline({ session: words[0] ?? "" });
    const now = new Date();
    if (json) await output.json(events);
    else if (events.length === 0) await output.note("Nothing has been noted yet.");
    else
      await output.table(
        columns,
        events.map(({ at, what, reason }) => [formatAge(at, now), eventWords(what), reason ?? ""]),
      );
    return 0;
  },
};

const columns: readonly Column[] = [
  { title: "AGE", align: "right" },
  { title: "WHAT" },
  { title: "WHY", flexible: true },
];
