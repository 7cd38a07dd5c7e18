import { type AuditSortColumn, auditSortColumnSchema } from "../../../src-shared/contract/audit.ts";
import { usualOrder } from "../../../src-shared/model/auditOrder.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { auditFilter, filterOptions } from "../auditFilter.ts";
import { sortedRecords } from "../auditSorted.ts";
import { auditLine } from "../auditText.ts";
import type { CommandContext, CommandSpec } from "../command.ts";
import { parseCount } from "../units.ts";
import { auditExportCommand } from "./auditExport.ts";
import { auditHeadCommand } from "./auditHead.ts";
import { auditPruneCommand } from "./auditPrune.ts";
import { auditVerifyCommand } from "./auditVerify.ts";

const defaultLines = 50;

export const auditCommand: CommandSpec = {
  name: "audit",
  summary: "show what went through the proxy",
  options: [
    { name: "follow", short: "f", summary: "go on with each new record" },
    ...filterOptions,
    {
      name: "sort",
      value: "column",
      summary: "by a column instead of by time",
      choices: auditSortColumnSchema.options,
    },
    { name: "reverse", summary: "with --sort: the other way round" },
    { name: "lines", short: "n", value: "n", summary: `how many records back (default ${defaultLines}, at most 1000)` },
  ],
  json: true,
  examples: [
    "clauderon audit -f",
    "clauderon audit --session fix-retry --where 'decision = \"deny\"'",
    "clauderon audit --since 1h --where 'response_code >= 500'",
    "clauderon audit --sort cost -n 10",
    "clauderon audit --json | jq 'select(.auth_injected)'",
    "clauderon audit verify",
    "clauderon audit export --har requests.har --session fix-retry",
  ],
  subcommands: [auditVerifyCommand, auditExportCommand, auditHeadCommand, auditPruneCommand],
  async run(context) {
    const { options, connect } = context;
    const filter = auditFilter(options);
    const lines = parseCount("lines", options.text("lines") ?? String(defaultLines), 1000);
    const column = options.text("sort") as AuditSortColumn | undefined;
    if (column !== undefined && options.flag("follow"))
      throw new AppError("usage", "--sort and --follow exclude each other: what comes is by time.");
    if (column === undefined && options.flag("reverse"))
      throw new AppError("usage", "--reverse needs --sort.", "For example `clauderon audit --sort took --reverse`.");
    const client = await connect();
    if (column !== undefined) {
      const { by, descending } = usualOrder(column);
      const order = { by, descending: descending !== options.flag("reverse") };
      await print(context, await sortedRecords(client, filter, order, lines));
      return 0;
    }
    if (!options.flag("follow")) {
      if (lines === 0) return 0;
      const { records } = await client.audit.query({ ...filter, limit: lines });
      await print(context, [...records].reverse());
      return 0;
    }
    for await (const event of client.audit.watch({ ...filter, tail: lines })) await print(context, event.records);
    throw new AppError("daemon_down", "The daemon ended the stream.", "Start it again with `clauderon daemon`.");
  },
};

async function print({ json, output }: CommandContext, records: readonly AuditRecord[]): Promise<void> {
  for (const record of records) {
    if (json) await output.json(record);
    else await output.line(auditLine(record, output.paint, output.width));
  }
}
