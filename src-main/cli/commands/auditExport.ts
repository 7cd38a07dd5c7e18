import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { auditFilter, filterOptions } from "../auditFilter.ts";
import type { CommandSpec } from "../command.ts";

export const auditExportCommand: CommandSpec = {
  name: "export",
  summary: "write records to a file; - writes to standard output",
  options: [
    { name: "har", value: "file", summary: "as HAR, without header values and bodies", complete: "file" },
    { name: "jsonl", value: "file", summary: "as JSON lines", complete: "file" },
    ...filterOptions,
  ],
  examples: [
    "clauderon audit export --har requests.har --session fix-retry",
    "clauderon audit export --jsonl - | gzip > audit.jsonl.gz",
  ],
  async run({ options, output, connect }) {
    const har = options.text("har");
    const jsonl = options.text("jsonl");
    if ((har === undefined) === (jsonl === undefined))
      throw new AppError("usage", "`audit export` takes one of --har FILE and --jsonl FILE.");
    const client = await connect();
    const pieces = client.audit.export({ ...auditFilter(options), format: har === undefined ? "jsonl" : "har" });
    const path = har ?? jsonl ?? "";
    if (path !== "-") {
      await writeWhole(path, pieces);
      return 0;
    }
    const writer = output.programOutput().stdout;
    for await (const { bytes } of pieces) await writer.write(bytes);
    return 0;
  },
};

/** The file appears complete or not at all; only its owner may read it. */
async function writeWhole(path: string, pieces: ReturnType<ClauderonClient["audit"]["export"]>): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    const file = await open(partial, "wx", 0o600);
    try {
      for await (const { bytes } of pieces) await file.write(bytes);
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOSPC") throw new AppError("disk_full", `The disk is full; ${path} was not written.`);
    throw new AppError("usage", `${path} cannot be written (${code ?? String(error)}).`, "Choose another file.");
  }
}
