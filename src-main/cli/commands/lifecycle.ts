import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { stateText } from "../sessionText.ts";

type Verb = "start" | "stop" | "restart" | "recreate" | "archive" | "unarchive";

const summaries: Readonly<Record<Verb, string>> = {
  start: "start a stopped session again; its files are as they were",
  stop: "stop a session; its files and container are kept",
  restart: "stop and start a session; its files and container are kept",
  recreate: "make a new container; home and uploads are kept, changes elsewhere in the container are lost",
  archive: "stop a session and take it off the list; its files are kept",
  unarchive: "put an archived session back on the list",
};

const command = (verb: Verb): CommandSpec => ({
  name: verb,
  summary: summaries[verb],
  arguments: [sessionArgument],
  json: true,
  examples: [`clauderon ${verb} fix-retry`],
  async run({ words, json, output, connect }) {
    const client: ClauderonClient = await connect();
    const session = await client.sessions[verb]({ session: words[0] ?? "" });
    if (json) await output.json(session);
    else await output.line(escapeLine(`${session.name}: ${stateText(session)}`));
    return 0;
  },
});

export const lifecycleCommands: readonly CommandSpec[] = (Object.keys(summaries) as Verb[]).map(command);
