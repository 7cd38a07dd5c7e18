import { sessionOption } from "../auditFilter.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine, escapeText } from "../output/escape.ts";

const list: CommandSpec = {
  name: "list",
  summary: "the rules in the order they are tried",
  options: [{ name: "toml", summary: "as entries for config.toml" }],
  json: true,
  examples: ["clauderon rules list", "clauderon rules list --toml"],
  async run({ options, json, output, connect }) {
    const client = await connect();
    const result = await client.rules.list({});
    if (json) await output.json(result);
    else if (result.rules.length === 0)
      await output.line("No rule of yours: the built-in ones apply. `clauderon rules test URL` tells what they do.");
    else if (options.flag("toml")) await output.line(escapeText(result.toml.trimEnd()));
    else
      await output.table(
        [
          { title: "ACTION" },
          { title: "METHODS", flexible: true },
          { title: "HOST", flexible: true },
          { title: "PATH", flexible: true },
          { title: "SOURCE" },
          { title: "REASON", flexible: true },
        ],
        result.rules.map((rule) => [
          rule.action,
          rule.methods?.join(",") ?? "all",
          rule.port === null ? rule.host : `${rule.host}:${rule.port}`,
          rule.path ?? "all",
          rule.source,
          rule.reason ?? "–",
        ]),
      );
    return 0;
  },
};

const test: CommandSpec = {
  name: "test",
  summary: "what would happen to a request, without sending it",
  arguments: [{ name: "url", summary: "https://host/path" }],
  options: [
    { name: "method", value: "method", summary: "default GET" },
    { ...sessionOption, summary: "with the access mode of this session" },
  ],
  json: true,
  examples: ["clauderon rules test https://api.github.com/user/keys --method POST"],
  async run({ words, options, json, output, connect }) {
    const session = options.text("session");
    const client = await connect();
    const verdict = await client.rules.test({
      url: words[0] ?? "",
      method: (options.text("method") ?? "GET").toUpperCase(),
      ...(session === undefined ? {} : { session }),
    });
    if (json) {
      await output.json(verdict);
      return 0;
    }
    const source = verdict.source ? ` (${verdict.source})` : "";
    const reason = verdict.reason ? `: ${verdict.reason}` : "";
    await output.line(escapeLine(`${verdict.decision} by ${verdict.rule}${source}${reason}`));
    if (verdict.credentialId)
      await output.line(escapeLine(`adds ${verdict.credentialId} where the request carries its placeholder`));
    return 0;
  },
};

export const rulesCommand: CommandSpec = {
  name: "rules",
  summary: "what sessions may reach",
  examples: ["clauderon rules list", "clauderon rules test https://api.github.com/user"],
  subcommands: [list, test],
};
