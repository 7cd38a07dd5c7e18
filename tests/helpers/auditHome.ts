import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listSegments } from "../../src-main/core/audit/segments.ts";
import { type HomePaths, homePaths } from "../../src-main/core/home.ts";
import type { AuditRecord } from "../../src-shared/model/auditRecord.ts";

export interface AuditHome extends AsyncDisposable {
  readonly home: HomePaths;
  /** Every complete line of the log, segments first. */
  lines(): string[];
  records(): AuditRecord[];
}

/** A home of its own for one test, removed at the end of the scope. */
export function auditHome(): AuditHome {
  const root = mkdtempSync(join(tmpdir(), "clauderon-audit-"));
  const home = homePaths({ CLAUDERON_HOME: root });
  const lines = () => logLines(home);
  return {
    home,
    lines,
    records: () => lines().map((line) => JSON.parse(line) as AuditRecord),
    [Symbol.asyncDispose]: async () => rmSync(root, { recursive: true, force: true }),
  };
}

export function logLines(home: HomePaths): string[] {
  const files = [...listSegments(home).map(({ path }) => path), home.auditLog];
  return files.flatMap((path) => readFileSync(path, "utf8").split("\n").slice(0, -1));
}
