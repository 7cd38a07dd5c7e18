import { accessModeSchema } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { escapeLine } from "../output/escape.ts";

export const accessCommand: CommandSpec = {
  name: "access",
  summary: "what a session may do from now on: read, propose or write",
  arguments: [
    sessionArgument,
    { name: "mode", summary: accessModeSchema.options.join(", "), complete: accessModeSchema.options },
  ],
  json: true,
  examples: ["clauderon access fix-retry propose"],
  async run({ words, json, output, connect }) {
    const mode = accessModeSchema.safeParse(words[1]);
    if (!mode.success) {
      throw new AppError(
        "usage",
        `"${words[1]}" is no access mode.`,
        `Take one of ${accessModeSchema.options.join(", ")}.`,
      );
    }
    const client = await connect();
    const session = await client.sessions.setAccessMode({ session: words[0] ?? "", accessMode: mode.data });
    if (json) await output.json(session);
    else await output.line(escapeLine(`${session.name}: ${session.accessMode}`));
    return 0;
  },
};
