import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";

/** Why the log takes no records, as a person is told. */
export function auditUnavailable(home: HomePaths, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  const isFull = code === "ENOSPC" || code === "EDQUOT" || code === "SQLITE_FULL";
  const reason = isFull ? "the disk is full" : String((error as Error).message ?? error);
  return new AppError(
    "audit_unavailable",
    `The audit log ${home.auditLog} cannot be written: ${reason}. Requests are refused until it can.`,
    `Free space on the disk that holds ${home.root}; it then goes on by itself.`,
    { cause: error },
  );
}
