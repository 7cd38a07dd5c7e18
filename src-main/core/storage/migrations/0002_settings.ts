import type { Migration } from "../database.ts";

export const settingsMigration: Migration = {
  version: 2,
  sql: `
    CREATE TABLE settings (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
  `,
};
