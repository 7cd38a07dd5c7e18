import { AuditWriter } from "../../src-main/core/audit/auditWriter.ts";
import type { HomePaths } from "../../src-main/core/home.ts";
import type { AuditEntry } from "../../src-shared/model/auditRecord.ts";
import { auditEntry } from "./auditEntry.ts";

/** Adds one record for each of `entries` to a home's log, and closes it. */
export async function writeAuditLog(
  home: HomePaths,
  entries: readonly Partial<AuditEntry>[],
  segmentBytes = 64 * 1024 * 1024,
): Promise<void> {
  const writer = await AuditWriter.open({ home, segmentBytes });
  for (const entry of entries) writer.append(auditEntry(entry));
  await writer.close();
}
