import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without input; kills it after `timeoutMs`. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeoutMs?: number } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const { timeoutMs = 170_000, ...rest } = options;
    const child = spawn(command, args, {
      ...rest,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    const output = outputOf(child);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, stdout: output.stdout(), stderr: output.stderr() }));
  });
}

/** What a program has written so far. */
export function outputOf({ stdout, stderr }: ChildProcessByStdio<Writable | null, Readable, Readable>): {
  readonly stdout: () => string;
  readonly stderr: () => string;
} {
  const written = { stdout: "", stderr: "" };
  stdout.setEncoding("utf8").on("data", (text: string) => (written.stdout += text));
  stderr.setEncoding("utf8").on("data", (text: string) => (written.stderr += text));
  return { stdout: () => written.stdout, stderr: () => written.stderr };
}
