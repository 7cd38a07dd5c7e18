import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { SessionPaths } from "../home.ts";

/*
 * The session's own secret, for `clauderon env` and for new containers. It lies beside the home, which is what the
 * container sees, in a file of its owner; the database and the proxy know only its hash.
 */

const secretPath = (paths: SessionPaths): string => join(paths.folder, "secret");

export async function writeSecret(paths: SessionPaths, secret: string): Promise<void> {
  await rm(secretPath(paths), { force: true });
  await writeFile(secretPath(paths), secret, { mode: 0o600, flag: "wx" });
}

export async function removeSecret(paths: SessionPaths): Promise<void> {
  await rm(secretPath(paths), { force: true });
}

export async function readSecret(paths: SessionPaths): Promise<string> {
  try {
    return await readFile(secretPath(paths), "utf8");
  } catch {
    throw new AppError(
      "not_found",
      `The session's secret ${secretPath(paths)} is missing.`,
      "`clauderon recreate` makes a new one.",
    );
  }
}

/** When the session's secret was made; null where there is none. */
export async function secretMadeAt(paths: SessionPaths): Promise<string | null> {
  const stats = await lstat(secretPath(paths)).catch(() => null);
  return stats?.mtime.toISOString() ?? null;
}
