import { AppError } from "../../../src-shared/rpc/errors.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";

export const logsCommand: CommandSpec = {
  name: "logs",
  summary: "print a session's output, or the daemon's own log",
  arguments: [{ ...sessionArgument, optional: true }],
  options: [
    { name: "follow", short: "f", summary: "go on with what is written next" },
    { name: "daemon", summary: "the daemon's log, as JSON lines" },
  ],
  examples: ["clauderon logs fix-retry", "clauderon logs fix-retry -f", "clauderon logs --daemon -f | jq -r .msg"],
  async run({ words, options, output, connect }) {
    const follow = options.flag("follow");
    const session = words[0];
    const ofDaemon = options.flag("daemon");
    if (ofDaemon === (session !== undefined))
      throw new AppError("usage", "`logs` takes the name of a session, or --daemon.", "`clauderon list` shows names.");
    const client = await connect();
    const writers = output.programOutput();
    if (session === undefined) {
      for await (const event of client.system.logs({ follow })) await writers.stdout.write(event.bytes);
      return 0;
    }
    for await (const event of client.sessions.logs({ session, follow })) {
      if (event.type === "output") await writers[event.stream].write(event.bytes);
    }
    return 0;
  },
};
