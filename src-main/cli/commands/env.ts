import type { SessionEnv } from "../../../src-shared/contract/sessions.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { shellQuote } from "../shellQuote.ts";

export const envCommand: CommandSpec = {
  name: "env",
  summary: "print what a container started by hand needs to use the proxy",
  arguments: [sessionArgument],
  options: [
    { name: "create", summary: "register a session without a container of its own, if the name is free" },
    { name: "format", value: "form", summary: "default sh", choices: ["sh", "json", "docker"] },
  ],
  json: true,
  examples: [
    // Values may hold blanks, and only eval reads the quotes around them.
    'eval "docker run --rm -it $(clauderon env try --create --format docker) debian:bookworm bash"',
    'eval "$(clauderon env try --create)"',
    "clauderon env try --format json | jq -r .proxy_url_host",
  ],
  async run({ words, options, json, output, connect }) {
    const client = await connect();
    const env = await client.sessions.env({ session: words[0] ?? "", create: options.flag("create") });
    const format = json ? "json" : (options.text("format") ?? "sh");
    if (format === "json") await output.json(env);
    else await output.line(format === "docker" ? env.docker_args.map(shellQuote).join(" ") : exports(env));
    return 0;
  },
};

function exports(env: SessionEnv): string {
  return Object.entries(env.env)
    .map(([key, value]) => `export ${key}=${shellQuote(value)}`)
    .join("\n");
}
