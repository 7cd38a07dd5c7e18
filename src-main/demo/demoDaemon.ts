import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Variables that the demonstration hands on; the user's own credentials are none of its business. */
const handedOn = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "TERM", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG"];

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** The built daemon and CLI, run as a user would, in a home of their own. */
export class DemoDaemon {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #home: string;
  #process: ChildProcess | null = null;

  constructor(builtFolder: string, home: string) {
    this.#folder = builtFolder;
    this.#home = home;
    const kept = handedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    this.#env = { ...Object.fromEntries(kept), CLAUDERON_HOME: home };
  }

  /** Starts the daemon with the token in its environment, and waits until it is ready. */
  async start(token: string): Promise<void> {
    const child = spawn(process.execPath, [join(this.#folder, "daemon.js"), "--port", "0", "--json"], {
      env: { ...this.#env, CLAUDE_CODE_OAUTH_TOKEN: token },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = child;
    const lines = createInterface({ input: child.stdout! });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`The daemon ended with code ${code} before it was ready.`);
    });
    await Promise.race([once(lines, "line"), ended]);
    ended.catch(() => {});
  }

  /** Runs one command of the CLI. Its standard output is kept, and shown too when `show` is set. */
  async cli(args: readonly string[], show: boolean): Promise<CommandResult> {
    const child = spawn(process.execPath, [join(this.#folder, "cli.js"), ...args], {
      env: this.#env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (show) process.stdout.write(text);
    });
    const [exitCode] = (await once(child, "close")) as [number | null];
    return { exitCode: exitCode ?? 1, stdout };
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }

  /** The last lines of its log, for a failure. */
  logTail(): string {
    try {
      return readFileSync(join(this.#home, "logs", "daemon.log"), "utf8")
        .trimEnd()
        .split("\n")
        .slice(-15)
        .join("\n");
    } catch {
      return "(no log)";
    }
  }
}
