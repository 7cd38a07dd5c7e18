import type { Migration } from "../database.ts";

/** States that sessions were in, and why. */
export const timelineMigration: Migration = {
  version: 5,
  sql: `
    CREATE TABLE session_events (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      session_id TEXT NOT NULL,
      at TEXT NOT NULL,
      what TEXT NOT NULL,
      reason TEXT
    ) STRICT;
    CREATE INDEX session_events_of ON session_events (session_id, number);
  `,
};
