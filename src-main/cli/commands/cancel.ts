import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { escapeLine } from "../output/escape.ts";

export const cancelCommand: CommandSpec = {
  name: "cancel",
  summary: "call off a creation, such as a long clone, before its agent runs; nothing of it is left",
  arguments: [sessionArgument],
  json: true,
  examples: ["clauderon cancel fix-retry"],
  async run({ words, json, output, connect }) {
    const client = await connect();
    const name = await fullName(client, words[0] ?? "");
    const { wasUnderWay } = await client.sessions.cancelCreation({ name });
    if (!wasUnderWay) {
      throw new AppError(
        "wrong_state",
        `There is no creation of ${name} that could be called off.`,
        `\`clauderon delete ${name}\` deletes a session that is there.`,
      );
    }
    if (json) await output.json({ name });
    else await output.line(escapeLine(`${name}: cancelled`));
    return 0;
  },
};

/** One that has only begun is in no list yet, and is known by its whole name. */
async function fullName(client: ClauderonClient, given: string): Promise<string> {
  const names = (await client.sessions.list({ includeArchived: true })).map(({ name }) => name);
  const matching = names.filter((name) => name.startsWith(given));
  return matching.length === 1 && !names.includes(given) ? (matching[0] ?? given) : given;
}
