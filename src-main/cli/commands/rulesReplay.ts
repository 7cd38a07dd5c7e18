import { readFile } from "node:fs/promises";
import { presetNames, presetSchema } from "../../../src-shared/model/policy.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { sessionOption } from "../auditFilter.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { Progress } from "../output/progress.ts";

export const rulesReplay: CommandSpec = {
  name: "replay",
  summary: "what a changed policy would have done to the requests on record",
  options: [
    { name: "config", value: "file", summary: "another config.toml", complete: "file" },
    { name: "preset", value: "name", summary: "another preset", choices: presetNames },
    { ...sessionOption, summary: "only requests of this session" },
    { name: "limit", value: "n", summary: "how many to list, default 200, at most 1000" },
  ],
  json: true,
  examples: ["clauderon rules replay --preset strict", "clauderon rules replay --config new.toml"],
  async run({ options, json, output, connect }) {
    const file = options.text("config");
    const preset = presetSchema.optional().parse(options.text("preset"));
    const session = options.text("session");
    if (file === undefined && preset === undefined)
      throw new AppError("usage", "There is nothing to compare with.", "Give --config FILE, --preset NAME, or both.");
    const limit = Number(options.text("limit") ?? "200");
    if (!Number.isInteger(limit) || limit < 0 || limit > 1000)
      throw new AppError("usage", "--limit takes a whole number up to 1000.");
    const config = file === undefined ? undefined : await readConfigFile(file);
    const client = await connect();
    const progress = new Progress(output);
    const events = client.rules.replay({
      limit,
      ...(config === undefined ? {} : { config }),
      ...(preset === undefined ? {} : { preset }),
      ...(session === undefined ? {} : { session }),
    });
    for await (const event of events) {
      if (event.type === "progress") {
        await progress.step(`${event.checked} of ${event.newestSeq} requests`);
        continue;
      }
      await progress.clear();
      if (json) {
        await output.json(event);
        return 0;
      }
      const { checked, refused, allowed, other, approved, changes } = event;
      await output.line(`Of ${checked} requests, ${refused} would now be refused, ${allowed} newly allowed.`);
      if (other > 0) await output.line(`${other} would be refused by another rule, or in another way.`);
      if (approved > 0) await output.line(`${approved} passed by an approval, which counts for both policies.`);
      for (const { seq, sessionName, method, host, path, now, changed } of changes) {
        const what = `#${seq} ${sessionName ?? "–"} ${method} ${host}${path}`;
        await output.line(
          escapeLine(`${what}: ${now.decision} by ${now.rule} → ${changed.decision} by ${changed.rule}`),
        );
      }
    }
    return 0;
  },
};

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new AppError("usage", `${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
