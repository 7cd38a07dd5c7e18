import BetterSqlite, { type Database } from "better-sqlite3";
import { AppError } from "../../../src-shared/rpc/errors.ts";

export type { Database, Statement } from "better-sqlite3";

/** One step of the schema: applied once, in order, and never edited after a release. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/**
 * Opens the core's database: WAL, foreign keys, migrations applied in one transaction each. Throws `bad_config` when
 * the file was written by a newer release.
 */
export function openDatabase(path: string, migrations: readonly Migration[]): Database {
  const database = openIndexDatabase(path);
  database.pragma("foreign_keys = ON");
  const current = Number(database.pragma("user_version", { simple: true }));
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    database.close();
    throw new AppError(
      "bad_config",
      `The database ${path} was written by a newer Clauderon (schema ${current}, this one knows ${newest}).`,
      "Update Clauderon, or point CLAUDERON_HOME to another folder.",
    );
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
  return database;
}

/** A database that another connection writes. Throws when there is none. */
export function openReadOnly(path: string): Database {
  const database = new BetterSqlite(path, { readonly: true, fileMustExist: true });
  database.pragma("busy_timeout = 2000");
  return database;
}

/** A database without migrations, for data that can be rebuilt. */
export function openIndexDatabase(path: string): Database {
  const database = new BetterSqlite(path);
  try {
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = NORMAL");
    database.pragma("busy_timeout = 2000");
  } catch (error) {
    // A full disk or a file that is no database: the handle would hold the file open for good.
    database.close();
    throw error;
  }
  return database;
}
