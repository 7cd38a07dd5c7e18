import { parsePort } from "../../parsePort.ts";
import type { CommandSpec } from "../command.ts";

interface DaemonModule {
  runDaemon(options: { readonly port?: number; readonly webPort?: number; readonly json: boolean }): Promise<void>;
}

export const daemonCommand: CommandSpec = {
  name: "daemon",
  summary: "run the core in the foreground; prints one JSON line when ready",
  options: [
    { name: "port", value: "n", summary: "port of the proxy; 0 picks a free one (default 18080)" },
    {
      name: "web-port",
      value: "n",
      optionalValue: true,
      summary: "loopback port for browsers; 0 or no value picks a free one (default: none until `clauderon web`)",
    },
  ],
  json: true,
  examples: ["clauderon daemon", "clauderon daemon --port 0 --json", "clauderon daemon --web-port"],
  async run({ options, json, programUrl }) {
    const port = options.text("port");
    const webPort = options.text("web-port");
    const chosen = {
      ...(port === undefined ? {} : { port: parsePort("--port", port) }),
      ...(webPort === undefined ? {} : { webPort: parsePort("--web-port", webPort || "0") }),
    };
    // The daemon is a program of its own beside this one. It is loaded by address into this process, so that signals
    // and the exit code are its own, and the command line never pulls the core in for any other command.
    const address = new URL(programUrl.endsWith(".ts") ? "daemon.ts" : "daemon.js", programUrl);
    const module = (await import(/* @vite-ignore */ address.href)) as DaemonModule;
    await module.runDaemon({ ...chosen, json });
    return 0;
  },
};
