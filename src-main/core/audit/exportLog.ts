import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { AuditIndex } from "./auditIndex.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { harEntry, harHead, harTail } from "./exportHar.ts";
import type { AuditFilter } from "./filterSql.ts";

const pageRecords = 500;

/** Matching records as they stand in the log, oldest first, in pieces. */
export async function* exportJsonl(index: AuditIndex, filter: AuditFilter): AsyncGenerator<string> {
  for await (const records of pages(index, filter)) {
    yield records.map((record) => `${canonicalJson(record)}\n`).join("");
  }
}

/** Matching records as an HTTP archive, in pieces. */
export async function* exportHar(index: AuditIndex, filter: AuditFilter, version: string): AsyncGenerator<string> {
  yield harHead(version);
  let separator = "";
  for await (const records of pages(index, filter)) {
    // Only requests have a place in an archive: refused connections and counted events have no method.
    const entries = records.filter(({ method, host }) => method !== null && host !== null).map(harEntry);
    if (entries.length === 0) continue;
    yield separator + entries.map((entry) => JSON.stringify(entry)).join(",\n");
    separator = ",\n";
  }
  yield harTail;
}

async function* pages(index: AuditIndex, filter: AuditFilter): AsyncGenerator<AuditRecord[]> {
  // What is appended while we export is left out, else a busy log would never end.
  const newest = index.newestSeq;
  for (let after = 0; after < newest; ) {
    const records = index.page({ ...filter, after, limit: pageRecords });
    const own = records.filter(({ seq }) => seq <= newest);
    if (own.length === 0) return;
    yield own;
    after = own.at(-1)!.seq;
    // Other work of the thread goes first.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
