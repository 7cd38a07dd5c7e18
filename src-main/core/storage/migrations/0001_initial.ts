import type { Migration } from "../database.ts";

/** `data` is the session as the contract shows it, without what changes while it runs: state has columns of its own. */
export const sessionsMigration: Migration = {
  version: 1,
  sql: `
    CREATE TABLE sessions (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL,
      exit_code INTEGER,
      error TEXT,
      container_id TEXT,
      relay_id TEXT,
      secret_hash TEXT NOT NULL,
      created_at TEXT NOT NULL,
      started_at TEXT,
      ended_at TEXT,
      data TEXT NOT NULL
    ) STRICT;
  `,
};
