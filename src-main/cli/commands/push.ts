import type { PushTarget } from "../../../src-shared/contract/sessions.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { escapeLine } from "../output/escape.ts";

export const pushCommand: CommandSpec = {
  name: "push",
  summary: "push a session's branch to its repository's origin, by the session's own rules; its agent is not started",
  arguments: [sessionArgument],
  json: true,
  examples: ["clauderon push fix-retry"],
  async run({ words, json, output, connect }) {
    const client = await connect();
    const pushed = await client.sessions.push({ session: words[0] ?? "" });
    if (json) await output.json(pushed);
    else await output.line(pushedText(pushed));
    return 0;
  },
};

export const pushedText = ({ branch, remote }: PushTarget): string => escapeLine(`Pushed ${branch} to ${remote}.`);
