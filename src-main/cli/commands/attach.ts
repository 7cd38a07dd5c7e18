import { type CommandSpec, sessionArgument } from "../command.ts";
import { attachSession } from "../terminalSession.ts";

export const attachCommand: CommandSpec = {
  name: "attach",
  summary: "attach this terminal to a session; ctrl-p ctrl-q detaches",
  arguments: [sessionArgument],
  options: [
    { name: "detach-keys", value: "keys", summary: "keys that detach, such as ctrl-a,d" },
    { name: "raw", summary: "pass everything the program writes, also what can act on your terminal" },
  ],
  examples: ["clauderon attach fix-retry", "clauderon attach fix-retry --detach-keys ctrl-a,d"],
  async run({ words, options, connect }) {
    const client = await connect();
    const detachKeys = options.text("detach-keys");
    return attachSession(client, words[0] ?? "", {
      raw: options.flag("raw"),
      ...(detachKeys === undefined ? {} : { detachKeys }),
    });
  },
};
