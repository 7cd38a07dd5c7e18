import { execFile } from "node:child_process";
import { AppError } from "../../../src-shared/rpc/errors.ts";

/** Long enough to touch a security key, short enough for a start. */
const timeoutMs = 30_000;

/**
 * Runs a command and gives its output, trimmed. No shell is involved. Errors name the program only: its arguments and
 * what it wrote may be secret.
 */
export function runCommandSource(command: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: timeoutMs, maxBuffer: 256 * 1024, env, windowsHide: true }, (error, stdout) => {
      if (!error) return resolve(stdout.trim());
      reject(new AppError("no_credential", `The command ${program} ${describe(error)}.`, `Run it by hand to see why.`));
    });
  });
}

function describe(error: { code?: string | number | null; killed?: boolean; signal?: string | null }): string {
  if (error.code === "ENOENT") return "was not found";
  if (error.code === "EACCES") return "may not be executed";
  if (error.killed) return `did not end within ${timeoutMs / 1000} s`;
  return typeof error.code === "number" ? `failed with exit code ${error.code}` : "failed";
}
