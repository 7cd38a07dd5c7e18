import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectUnixSocket } from "../../src-main/transports/unixSocketClient.ts";
import { type ClauderonClient, contract } from "../../src-shared/contract/index.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { type Finished, run } from "./run.ts";

const built = new URL("../../out/main/", import.meta.url).pathname;

export interface Ready {
  readonly version: string;
  readonly proxy: { readonly host: string; readonly port: number };
  readonly web: { readonly url: string } | null;
  readonly socket: string;
  readonly ca: string;
}

export interface DaemonOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Text of config.toml. */
  readonly config?: string;
  readonly args?: readonly string[];
  /** A home that exists already; absent: a new one below the system's temporary folder. */
  readonly home?: string;
  /** The folder of the built programs; absent: this repository's. */
  readonly programs?: string;
}

/** The built daemon in a home of its own, as a user would run it. */
export class DaemonProcess {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #args: readonly string[];
  readonly #programs: string;
  #process: ChildProcess | null = null;
  #ready: Ready | null = null;

  constructor(options: DaemonOptions = {}) {
    this.home = options.home ?? mkdtempSync(join(tmpdir(), "cld-"));
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    const { PATH, HOME, LANG } = process.env;
    this.env = { PATH, HOME, LANG, CLAUDERON_KEYCHAIN: "off", ...options.env, CLAUDERON_HOME: this.home };
    this.#args = options.args ?? [];
    this.#programs = options.programs ?? built;
    if (options.config !== undefined) this.configure(options.config);
  }

  get ready(): Ready {
    if (!this.#ready) throw new Error("The daemon is not ready.");
    return this.#ready;
  }

  get pid(): number {
    return this.#process!.pid!;
  }

  configure(text: string): void {
    writeFileSync(join(this.home, "config.toml"), text, { mode: 0o600 });
  }

  /** Resolves when the ready line came; rejects with its log when the daemon ends before. */
  async start(): Promise<Ready> {
    const port = this.#ready?.proxy.port ?? 0;
    const child = spawn(
      process.execPath,
      [join(this.#programs, "daemon.js"), "--port", String(port), "--json", ...this.#args],
      {
        env: this.env,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#process = child;
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`The daemon ended with code ${code}: ${errors}\n${this.log()}`);
    });
    ended.catch(() => {});
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended])) as [string];
    this.#ready = JSON.parse(line) as Ready;
    return this.#ready;
  }

  /** A client of the contract on the daemon's socket. */
  async client(): Promise<ClauderonClient> {
    return connectClient(await connectUnixSocket(join(this.home, "daemon.sock")), contract);
  }

  cli(
    args: readonly string[],
    options: { readonly timeoutMs?: number; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<Finished> {
    const { timeoutMs = 120_000, env = {} } = options;
    return run(process.execPath, [join(this.#programs, "cli.js"), ...args], {
      env: { ...this.env, ...env },
      timeoutMs,
    });
  }

  /** Kills it as a crash would: no handler runs. */
  async crash(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends it and removes its home. */
  async dispose(): Promise<void> {
    await this.#end("SIGKILL");
    rmSync(this.home, { recursive: true, force: true });
  }

  log(): string {
    try {
      return readFileSync(join(this.home, "logs", "daemon.log"), "utf8");
    } catch {
      return "";
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}
