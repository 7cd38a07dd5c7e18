import type { Migration } from "../database.ts";

export const selfTestMigration: Migration = {
  version: 4,
  sql: "ALTER TABLE sessions ADD COLUMN self_test TEXT;",
};
