import type { PruneResult } from "../../../src-shared/contract/audit.ts";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { readDate } from "../auditFilter.ts";
import type { CommandSpec } from "../command.ts";
import { canAsk, confirm } from "../input.ts";
import { formatTraffic } from "../output/formats.ts";
import type { Output } from "../output/output.ts";
import { Progress } from "../output/progress.ts";

type Before = { readonly beforeSeq: number } | { readonly beforeTime: string };

export const auditPruneCommand: CommandSpec = {
  name: "prune",
  summary: "remove the oldest records for good; a signed checkpoint takes their place",
  options: [
    { name: "before", value: "when", summary: "the first that stays: a record's number, a date or a time" },
    { name: "dry-run", summary: "check the log and tell what would be removed" },
    { name: "yes", short: "y", summary: "do not ask" },
  ],
  json: true,
  examples: [
    "clauderon audit prune --before 2026-09-01",
    "clauderon audit prune --before 120000 --yes",
    "clauderon audit prune --before 2026-09-01T08:00:00Z --dry-run",
  ],
  async run({ options, json, output, connect }) {
    const before = readBefore(options.text("before"));
    const client = await connect();
    if (!options.flag("yes") && !options.flag("dry-run")) {
      if (!canAsk()) throw new AppError("usage", "Pruning removes records for good.", "Say so with --yes.");
      const would = await prune(client, output, before, true);
      await output.note(describe(would, "would be"));
      if (would.removed === 0) return 0;
      if (!(await confirm("Remove them?"))) throw new AppError("aborted", "Nothing was removed.");
    }
    const dryRun = options.flag("dry-run");
    const result = await prune(client, output, before, dryRun);
    if (json) await output.json(result);
    else await output.line(describe(result, dryRun ? "would be" : "were"));
    return 0;
  },
};

async function prune(client: ClauderonClient, output: Output, before: Before, dryRun: boolean): Promise<PruneResult> {
  const progress = new Progress(output);
  try {
    for await (const { checked, result } of client.audit.prune({ ...before, dryRun })) {
      if (result) return result;
      if (output.canRedraw) await progress.step(`checking, ${checked} records`);
    }
  } finally {
    await progress.clear();
  }
  throw new AppError("internal", "The pruning ended without a result.");
}

function readBefore(text: string | undefined): Before {
  const advice = "Give a record's number or a date, for example --before 120000 or --before 2026-09-01.";
  if (text === undefined) throw new AppError("usage", "`audit prune` takes --before.", advice);
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return { beforeSeq: Number(text) };
  const time = readDate(text);
  if (!time) throw new AppError("usage", `--before takes no ${JSON.stringify(text)}.`, advice);
  return { beforeTime: time.toISOString() };
}

function describe({ removed, firstSeq, freedBytes, checkpoint }: PruneResult, were: "were" | "would be"): string {
  if (removed === 0) return `Nothing to remove: the log begins with record #${firstSeq}.`;
  const records = `${removed} record${removed === 1 ? "" : "s"}`;
  const verb = were === "were" && removed === 1 ? "was" : were;
  const signed = checkpoint ? ` Checkpoint ${checkpoint.number} signs what was there.` : "";
  return `${records} before #${firstSeq} ${verb} removed, about ${formatTraffic(freedBytes)}.${signed}`;
}
