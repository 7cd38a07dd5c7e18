import { type CommandSpec, sessionArgument } from "../command.ts";
import { execTty } from "../execTty.ts";
import { pipeExec } from "../pipeExec.ts";

export const execCommand: CommandSpec = {
  name: "exec",
  summary: "run a command in a session's container; its exit code is passed on",
  arguments: [sessionArgument, { name: "command", summary: "after --: the command and its arguments", variadic: true }],
  examples: ["clauderon exec fix-retry -- git status", "clauderon exec fix-retry -- bash"],
  async run({ words, output, connect }) {
    const [session = "", ...command] = words;
    const client = await connect();
    // A terminal on both ends wants a shell that behaves; a pipe on either wants exact bytes.
    if (process.stdin.isTTY && process.stdout.isTTY) return execTty(client, session, command);
    return pipeExec(client, session, command, output);
  },
};
