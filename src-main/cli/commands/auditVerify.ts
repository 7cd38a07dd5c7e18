import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { Progress } from "../output/progress.ts";

export const auditVerifyCommand: CommandSpec = {
  name: "verify",
  summary: "check the whole hash chain; names the first record that does not hold",
  json: true,
  examples: ["clauderon audit verify", "clauderon audit verify --json | jq .ok"],
  async run({ json, output, connect }) {
    const client = await connect();
    const progress = new Progress(output);
    try {
      for await (const { checked, result } of client.audit.verify({})) {
        if (!result) {
          if (output.canRedraw) await progress.step(`checking, ${checked} records`);
          continue;
        }
        await progress.clear();
        if (json) await output.json(result);
        else await output.line(output.paint(result.ok ? "green" : "red", escapeLine(result.message)));
        return result.ok ? 0 : 1;
      }
    } finally {
      await progress.clear();
    }
    throw new AppError("internal", "The verification ended without a result.");
  },
};
