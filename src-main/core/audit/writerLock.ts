import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { openIndexDatabase } from "../storage/database.ts";

/**
 * Two writers would fork the chain. SQLite holds the lock because the kernel drops it with the process, and SQLite with
 * the thread: nothing stale is ever left to be judged. Returns what gives it back.
 */
export function takeWriterLock(home: HomePaths): () => void {
  const database = openIndexDatabase(join(home.auditSegments, "writer.lock"));
  try {
    database.pragma("busy_timeout = 500");
    database.exec("BEGIN IMMEDIATE");
  } catch (error) {
    database.close();
    if (!String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY")) throw error;
    throw new AppError(
      "already_running",
      `Another process writes the audit log ${home.auditLog}.`,
      "Stop the other daemon of this home, or set CLAUDERON_HOME to another folder.",
    );
  }
  return () => database.close();
}
