import { statSync } from "node:fs";
import type { HomePaths } from "../home.ts";
import { type Database, openIndexDatabase, openReadOnly } from "../storage/database.ts";
import { AuditSurvey } from "./auditSurvey.ts";
import { schemaSql, schemaVersion } from "./indexSchema.ts";

/**
 * A second, reading connection to the index that the audit's thread keeps, for short questions of the core itself.
 * While there is no index that can be read, it answers as of an empty log.
 */
export class ReadingSurvey {
  readonly survey = new AuditSurvey((read) => read(this.#current()));
  readonly #path: string;
  #open: { readonly database: Database; readonly inode: number } | null = null;
  #empty: Database | null = null;

  constructor(home: HomePaths) {
    this.#path = home.auditIndex;
  }

  close(): void {
    this.#open?.database.close();
    this.#empty?.close();
    this.#open = this.#empty = null;
  }

  /** The thread makes the index anew when it does not fit the log: then another file has its name. */
  #current(): Database {
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino ?? null;
    if (this.#open && this.#open.inode === inode) return this.#open.database;
    this.#open?.database.close();
    this.#open = null;
    const database = inode === null ? null : openWhole(this.#path);
    if (database && inode !== null) {
      this.#open = { database, inode };
      return database;
    }
    if (!this.#empty) {
      this.#empty = openIndexDatabase(":memory:");
      this.#empty.exec(schemaSql);
    }
    return this.#empty;
  }
}

function openWhole(path: string): Database | null {
  let database: Database | null = null;
  try {
    database = openReadOnly(path);
    if (Number(database.pragma("user_version", { simple: true })) === schemaVersion) return database;
  } catch {
    // Being made just now.
  }
  database?.close();
  return null;
}
