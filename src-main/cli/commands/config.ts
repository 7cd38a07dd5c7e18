import type { CommandSpec } from "../command.ts";

export const configCommand: CommandSpec = {
  name: "config",
  summary: "the settings in force, and the line of config.toml that each comes from",
  json: true,
  examples: ["clauderon config", "clauderon config --json | jq '.[] | select(.line != null)'"],
  async run({ json, output, connect }) {
    const settings = await (await connect()).system.settings({});
    if (json) await output.json(settings);
    else
      await output.table(
        [{ title: "KEY" }, { title: "VALUE", flexible: true }, { title: "FROM" }, { title: "MEANING", flexible: true }],
        settings.map(({ key, value, line, about, atStart }) => [
          key,
          value,
          line === null ? "default" : `config.toml:${line}`,
          atStart ? `${about} (read at start)` : about,
        ]),
      );
    return 0;
  },
};
