import { statfsSync } from "node:fs";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";

/** Sessions are not started into less: the records of those that run must still find room. */
const reserveBytes = 256 * 1024 * 1024;

/** Why no session should be started on this disk, or null. */
export function freeSpaceProblem(home: HomePaths): AppError | null {
  const disk = statfsSync(home.root);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes >= reserveBytes) return null;
  const freeMiB = Math.floor(freeBytes / 1024 / 1024);
  return new AppError(
    "disk_full",
    `The disk that holds ${home.root} has ${freeMiB} MiB left; the audit log needs a reserve of 256 MiB.`,
    "Free some space, then start the session again.",
  );
}
