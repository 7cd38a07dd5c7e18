import { AuditIndex } from "../../src-main/core/audit/auditIndex.ts";
import type { HomePaths } from "../../src-main/core/home.ts";

/** Uses the index of a home's log, brought up to date, and closes it. */
export async function indexed<T>(home: HomePaths, use: (index: AuditIndex) => T | Promise<T>): Promise<T> {
  const index = AuditIndex.open(home);
  try {
    await index.catchUp();
    return await use(index);
  } finally {
    await index.close();
  }
}

/** All numbers that the index knows, oldest first. */
export const allSeqs = (home: HomePaths) =>
  indexed(home, (index) => index.query({ after: 0, limit: 1000 }).records.map(({ seq }) => seq));
