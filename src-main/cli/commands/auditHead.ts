import type { CommandSpec } from "../command.ts";

export const auditHeadCommand: CommandSpec = {
  name: "head",
  summary: "sign the newest record and print that as JSON, to be kept on another machine",
  json: true,
  examples: ["clauderon audit head > audit-head.json", "clauderon audit verify --head audit-head.json"],
  async run({ output, connect }) {
    const client = await connect();
    await output.json(await client.audit.head({}));
    return 0;
  },
};
