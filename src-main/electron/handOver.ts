import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { pagelessSwitches } from "../ownCommand.ts";

export interface Successor {
  /** The app's own binary, which is a daemon when told so. */
  readonly command: string;
  readonly args: readonly string[];
  /** As this process was started: the daemon takes the credentials in it out again, first of all. */
  readonly environment: NodeJS.ProcessEnv;
  /** The proxy's: containers that were started by hand know it. */
  readonly port: number;
}

const startingMs = 30_000;

/** Starts a daemon that outlives this process. Resolves when it has said that it is ready. */
export async function startSuccessor({ command, args, environment, port }: Successor): Promise<void> {
  const switches = process.platform === "linux" ? pagelessSwitches : [];
  const child = spawn(command, [...args, ...switches, "--daemon", "--json", "--port", String(port)], {
    detached: true,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    problem = (problem + text).slice(-2000);
  });
  const signal = AbortSignal.timeout(startingMs);
  try {
    const ended = once(child, "exit", { signal }).then(() => {
      throw new Error(problem.trim() || "It ended without a word.");
    });
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), "line", { signal }),
      ended,
    ])) as [string];
    if ((JSON.parse(line) as { event?: string }).event !== "ready") throw new Error(line.slice(0, 300));
  } catch (error) {
    child.kill();
    throw new AppError(
      "unavailable",
      `The daemon did not start: ${reasonIn(error instanceof Error ? error.message : String(error))}`,
      "`clauderon logs --daemon` has the details.",
      { cause: error },
    );
  }
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}

/** The sentence in what a daemon says as JSON when it fails. */
function reasonIn(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return text;
  }
}
