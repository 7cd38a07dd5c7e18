import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type DemoEvent, demoEventSchema } from "../../src-shared/model/demo.ts";
import { AppError, fromWireError, type WireError } from "../../src-shared/rpc/errors.ts";
import { ownCommand } from "../ownCommand.ts";

/** Removing containers takes seconds; after this the process is ended by force. */
const cleaningMs = 60_000;

/** What the demonstration may know of this process: where programs and the engine are, and no credential. */
const handedOn = [
  ...["PATH", "HOME", "USER", "LANG", "TMPDIR", "TEMP", "TMP", "SystemRoot", "APPDATA", "LOCALAPPDATA", "USERPROFILE"],
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "NODE_EXTRA_CA_CERTS"],
];

export interface DemoProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly command?: (words: readonly string[]) => { readonly command: string; readonly args: readonly string[] };
}

/** The demonstration as a process of its own; a second one is refused while the first goes on. */
export function oneDemoAtATime(options: DemoProcessOptions = {}): (signal: AbortSignal) => AsyncGenerator<DemoEvent> {
  let isRunning = false;
  return async function* (signal) {
    if (isRunning) {
      throw new AppError(
        "conflict",
        "The demonstration is running already, or still cleans up.",
        "Wait until it has ended; it takes a minute or two.",
      );
    }
    isRunning = true;
    try {
      yield* demoProcess(options, signal);
    } finally {
      isRunning = false;
    }
  };
}

/** Its standard input is what holds it: when that ends, by us or with us, it cleans up and ends. */
async function* demoProcess(
  { env = process.env, command = ownCommand }: DemoProcessOptions,
  signal: AbortSignal,
): AsyncGenerator<DemoEvent> {
  const program = command(["demo", "--json", "--until-eof"]);
  const child = spawn(program.command, program.args, {
    env: Object.fromEntries(handedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  exited.catch(() => {});
  const stop = (): void => void child.stdin.end();
  child.stdin.on("error", () => {});
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let hasEnded = false;
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    problem = (problem + text).slice(-4000);
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const event = demoEventSchema.parse(JSON.parse(line));
      hasEnded ||= event.type === "end";
      yield event;
    }
    await exited;
    if (!hasEnded && !signal.aborted) throw errorIn(problem);
  } finally {
    stop();
    signal.removeEventListener("abort", stop);
    const force = setTimeout(() => child.kill("SIGKILL"), cleaningMs);
    await exited.catch(() => {});
    clearTimeout(force);
  }
}

/** The error that a command says as JSON, among whatever else came on its standard error. */
function errorIn(text: string): AppError {
  for (const line of text.split("\n")) {
    try {
      const { error } = JSON.parse(line) as { readonly error?: WireError };
      if (error) return fromWireError(error);
    } catch {
      // Not that line.
    }
  }
  return new AppError("internal", "The demonstration ended without a result.", "`clauderon demo` says more.");
}
