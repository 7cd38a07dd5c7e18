import type { RuleStep } from "../../../src-shared/contract/rules.ts";
import { sessionOption } from "../auditFilter.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine, escapeText } from "../output/escape.ts";
import { rulesReplay } from "./rulesReplay.ts";

const list: CommandSpec = {
  name: "list",
  summary: "the rules in the order they are tried",
  options: [
    { name: "toml", summary: "as entries for config.toml" },
    { name: "built-in", summary: "the calls that are refused because they create lasting access" },
  ],
  json: true,
  examples: ["clauderon rules list", "clauderon rules list --toml", "clauderon rules list --built-in"],
  async run({ options, json, output, connect }) {
    const client = await connect();
    const result = await client.rules.list({});
    if (json) await output.json(result);
    else if (options.flag("built-in"))
      await output.table(
        [
          { title: "ACTION" },
          { title: "METHOD" },
          { title: "HOST", flexible: true },
          { title: "PATH", flexible: true },
          { title: "RULE", flexible: true },
          { title: "REASON", flexible: true },
        ],
        result.catalogue.map(({ action, method, hosts, service, path, mutation, id, why }) => [
          action,
          method,
          hosts.join(", ") || `${service}'s host`,
          mutation ? `${path} ${mutation}` : path,
          id,
          why,
        ]),
      );
    else if (result.rules.length === 0)
      await output.line(
        `No rule of yours: preset ${result.preset} applies. \`clauderon rules test URL\` tells what it does.`,
      );
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

const stepWords: Readonly<Record<RuleStep["outcome"], string>> = {
  other_host: "another host",
  other_port: "another port",
  other_session: "another session",
  other_method: "another method",
  other_path: "another path",
  asks: "asks",
  decides: "decides",
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
    for (const step of verdict.steps.filter(({ outcome }) => outcome !== "other_host"))
      await output.line(escapeLine(`  ${step.source} ${step.action}: ${stepWords[step.outcome]}`));
    if (verdict.inspected) await output.line("its body is looked at before it leaves, and may still be refused");
    if (verdict.credentialId)
      await output.line(escapeLine(`adds ${verdict.credentialId} where the request carries its placeholder`));
    return 0;
  },
};

const presets: CommandSpec = {
  name: "presets",
  summary: "what `[policy] preset` may be, and which is in force",
  json: true,
  examples: ["clauderon rules presets"],
  async run({ json, output, connect }) {
    const client = await connect();
    const result = await client.rules.presets({});
    if (json) await output.json(result);
    else
      for (const { name, summary, effects } of result.presets) {
        await output.line(`${name}${name === result.active ? " (in force)" : ""}: ${summary}`);
        for (const effect of effects) await output.line(`  ${effect}`);
      }
    return 0;
  },
};

export const rulesCommand: CommandSpec = {
  name: "rules",
  summary: "what sessions may reach",
  examples: ["clauderon rules list", "clauderon rules test https://api.github.com/user"],
  subcommands: [list, presets, test, rulesReplay],
};
