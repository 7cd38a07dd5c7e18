import type { ProxyStatus } from "../../../src-shared/contract/proxy.ts";
import type { CommandContext, CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";

async function print({ json, output }: CommandContext, status: ProxyStatus): Promise<undefined> {
  if (json) {
    await output.json(status);
    return;
  }
  const { paint } = output;
  await output.line(status.enabled ? paint("green", "on") : paint("red", "off: every request is answered with 503"));
  await output.line(
    escapeLine(`listening on ${status.addresses.map((address) => `${address}:${status.port}`).join(", ")}`),
  );
  await output.line(`${count(status.sessions, "session")}, ${count(status.inFlight, "request")} in flight`);
  if (status.configError)
    await output.line(paint("red", escapeLine(`config.toml, rules before stay in force: ${status.configError}`)));
  if (status.auditError)
    await output.line(paint("red", escapeLine(`audit, requests are refused: ${status.auditError}`)));
}

const subcommand = (name: string, summary: string, enabled: boolean | null): CommandSpec => ({
  name,
  summary,
  json: true,
  examples: [`clauderon proxy ${name}`],
  async run(context) {
    const client = await context.connect();
    return print(
      context,
      enabled === null ? await client.proxy.status({}) : await client.proxy.setEnabled({ enabled }),
    );
  },
});

export const proxyCommand: CommandSpec = {
  name: "proxy",
  summary: "the proxy's state and its switch",
  examples: ["clauderon proxy status", "clauderon proxy disable"],
  subcommands: [
    subcommand("status", "whether it is on, where it listens, what is wrong", null),
    subcommand("enable", "switch it on", true),
    subcommand("disable", "switch it off: running streams are cut, requests answered with 503", false),
  ],
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
