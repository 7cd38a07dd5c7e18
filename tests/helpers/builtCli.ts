import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { outputOf } from "./run.ts";

export const builtCli = fileURLToPath(new URL("../../out/main/cli.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly finished: Promise<CliResult>;
  /** What came so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  signal(name: NodeJS.Signals): void;
}

/** Starts the built command line as a user's shell would, with pipes instead of a terminal. */
export function startCli(
  home: string,
  args: readonly string[],
  options: { readonly input?: string; readonly cwd?: string } = {},
): RunningCli {
  if (!existsSync(builtCli)) throw new Error(`${builtCli} is missing: run \`npm run build\` first`);
  const { NO_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [builtCli, ...args], {
    env: { ...inherited, CLAUDERON_HOME: home },
    stdio: "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    timeout: 50_000,
    killSignal: "SIGKILL",
  });
  const { stdout, stderr } = outputOf(child);
  // A command that does not read its input may end before it came.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  return {
    finished: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout: stdout(), stderr: stderr() }));
    }),
    stdout,
    stderr,
    signal: (name) => child.kill(name),
  };
}

export function runCli(
  home: string,
  args: readonly string[],
  options?: { readonly input?: string; readonly cwd?: string },
): Promise<CliResult> {
  return startCli(home, args, options).finished;
}
