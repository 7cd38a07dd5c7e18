import type { CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";

export const reconcileCommand: CommandSpec = {
  name: "reconcile",
  summary: "compare the records with the engine and mend what differs; deletes no files",
  json: true,
  examples: ["clauderon reconcile"],
  async run({ json, output, connect }) {
    const client = await connect();
    const { changes } = await client.sessions.reconcile({});
    if (json) await output.json({ changes });
    else if (changes.length === 0) await output.line("Everything matches.");
    else for (const change of changes) await output.line(escapeLine(change));
    return 0;
  },
};
