import { readFile } from "node:fs/promises";
import { type SignedHead, signedHeadSchema } from "../../../src-shared/model/auditCheckpoint.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { Progress } from "../output/progress.ts";

export const auditVerifyCommand: CommandSpec = {
  name: "verify",
  summary: "check the whole hash chain and its signed checkpoints; names the first record that does not hold",
  options: [
    { name: "head", value: "file", summary: "one printed by `audit head` must be found too", complete: "file" },
  ],
  json: true,
  examples: [
    "clauderon audit verify",
    "clauderon audit verify --head audit-head.json",
    "clauderon audit verify --json | jq -r .kind",
  ],
  async run({ options, json, output, connect }) {
    const file = options.text("head");
    const anchor = file === undefined ? {} : { head: await readHead(file) };
    const client = await connect();
    const progress = new Progress(output);
    try {
      for await (const { checked, result } of client.audit.verify(anchor)) {
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

async function readHead(path: string): Promise<SignedHead> {
  try {
    return signedHeadSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new AppError(
      "usage",
      code ? `${path} cannot be read (${code}).` : `${path} is no head of an audit log.`,
      "Make one with `clauderon audit head`.",
    );
  }
}
