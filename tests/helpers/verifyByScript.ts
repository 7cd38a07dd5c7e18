import { spawnSync } from "node:child_process";
import type { HomePaths } from "../../src-main/core/home.ts";

export const verifyScript = new URL("../../docs/verify-audit.mjs", import.meta.url).pathname;

/** The verifier of the documentation: what it says and its exit code. */
export function verifyByScript(home: HomePaths): { status: number | null; says: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [verifyScript, home.root], { encoding: "utf8" });
  return { status, says: stdout + stderr };
}
