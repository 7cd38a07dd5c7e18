import type { Migration } from "../database.ts";

/**
 * Sessions that can still be brought back. In a table of their own: their names are free, and nothing that asks for
 * sessions gets to see them. `row` is the session's row as it was, in JSON.
 */
export const deletedSessionsMigration: Migration = {
  version: 6,
  sql: `
    CREATE TABLE deleted_sessions (
      id TEXT PRIMARY KEY,
      deleted_at TEXT NOT NULL,
      destroyed_after TEXT NOT NULL,
      row TEXT NOT NULL
    ) STRICT;
  `,
};
