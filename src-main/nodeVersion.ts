import { AppError } from "../src-shared/rpc/errors.ts";

/** Older ones lack what undici needs, and better-sqlite3 crashes on Node 20 at its first statement. */
const least = [22, 19] as const;

/** Throws `usage` on a Node that is too old, before anything native runs. */
export function requireNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return;
  throw new AppError(
    "usage",
    `Clauderon needs Node ${least.join(".")} or newer; this is Node ${version}.`,
    "`./dev start` brings one of its own.",
  );
}
