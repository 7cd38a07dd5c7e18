import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { AppError } from "../../../src-shared/rpc/errors.ts";

/**
 * One core per home. The lock is a file holding the owner's process id and start time; a lock whose owner is gone is
 * taken over. Throws `already_running` naming the process.
 */
export function takeLock(path: string): () => void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, JSON.stringify(identityOf(process.pid)));
      closeSync(file);
      return () => unlinkSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = readOwner(path);
      if (owner && isAlive(owner)) {
        throw new AppError(
          "already_running",
          `A daemon already runs for this home (process ${owner.pid}).`,
          "Use it as it is, or stop that process first.",
        );
      }
      unlinkSync(path);
    }
  }
  throw new AppError("already_running", `The lock ${path} is being fought over.`, "Try again in a moment.");
}

interface Identity {
  readonly pid: number;
  /** Start time in clock ticks since boot; null where /proc does not tell. Guards against a reused process id. */
  readonly startTicks: string | null;
}

function identityOf(pid: number): Identity {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Field 2 is the command in parentheses and may hold spaces: count from behind it. Start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, startTicks: fields[19] ?? null };
  } catch {
    return { pid, startTicks: null };
  }
}

function readOwner(path: string): Identity | null {
  try {
    const owner = JSON.parse(readFileSync(path, "utf8")) as Partial<Identity>;
    return typeof owner.pid === "number" ? { pid: owner.pid, startTicks: owner.startTicks ?? null } : null;
  } catch {
    return null;
  }
}

function isAlive(owner: Identity): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return identityOf(owner.pid).startTicks === owner.startTicks;
}
