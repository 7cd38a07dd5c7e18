import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import type { NetworkMode } from "../../../src-shared/model/session.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { stateText } from "../sessionText.ts";

type Verb = "start" | "stop" | "restart" | "archive" | "unarchive";

const summaries: Readonly<Record<Verb, string>> = {
  start: "start a stopped session again; its files are as they were",
  stop: "stop a session; its files and container are kept",
  restart: "stop and start a session; its files and container are kept",
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

const recreateCommand: CommandSpec = {
  name: "recreate",
  summary: "make a new container; home and uploads are kept, changes elsewhere in the container are lost",
  arguments: [sessionArgument],
  options: [{ name: "network", value: "mode", summary: "in this network from now on", choices: ["locked", "open"] }],
  json: true,
  examples: ["clauderon recreate fix-retry", "clauderon recreate fix-retry --network open"],
  async run({ words, options, json, output, connect }) {
    const network = options.text("network") as NetworkMode | undefined;
    const client = await connect();
    const session = await client.sessions.recreate({ session: words[0] ?? "", ...(network ? { network } : {}) });
    if (json) await output.json(session);
    else await output.line(escapeLine(`${session.name}: ${stateText(session)}`));
    return 0;
  },
};

export const lifecycleCommands: readonly CommandSpec[] = [
  ...(Object.keys(summaries) as Verb[]).map(command),
  recreateCommand,
];
