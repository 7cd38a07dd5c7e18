import type { Migration } from "../database.ts";

/** Rules that approvals made, and how the last questions ended. `rule` and `approval` are JSON, as the contract has them. */
export const approvalsMigration: Migration = {
  version: 3,
  sql: `
    CREATE TABLE grants (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      rule TEXT NOT NULL,
      session_id TEXT,
      session_name TEXT,
      created_at TEXT NOT NULL,
      created_by TEXT NOT NULL
    ) STRICT;
    CREATE TABLE decided_approvals (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      decided_at TEXT NOT NULL,
      approval TEXT NOT NULL
    ) STRICT;
  `,
};
