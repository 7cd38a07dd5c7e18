import type { Database } from "../storage/database.ts";

/** Runs a read on the index as it is now; the database behind it may be replaced. */
export type ReadIndex = <T>(read: (database: Database) => T) => T;
