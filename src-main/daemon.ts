import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { errorCodes, toWireError } from "../src-shared/rpc/errors.ts";
import { takeEnvironmentSecrets } from "./core/credentials/environment.ts";
import { releaseStartupMemory } from "./core/lifecycle/bufferCollector.ts";
import { hostCore, prepareHost } from "./hostCore.ts";
import { parsePort } from "./parsePort.ts";
import { version } from "./version.ts";

export interface DaemonOptions {
  /** TCP port of the proxy; 0 picks a free one; absent takes config.toml's, else 18080. */
  readonly port?: number;
  /** Loopback port for browsers; 0 picks a free one; absent opens none before `system.web` asks for it. */
  readonly webPort?: number;
  /** Prints the ready line only, and errors as JSON. */
  readonly json: boolean;
}

/** Runs the core in the foreground until a signal or `system.shutdown`. Resolves when everything is closed. */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  // First of all: no worker or child may inherit a secret.
  const secrets = takeEnvironmentSecrets(process.env);
  const host = prepareHost({ toStderr: !options.json });
  const { home, log, shutdown } = host;

  const closed = new Promise<void>((resolve) => {
    const stop = (reason: string): void => {
      log.info({ reason }, "Stopping");
      shutdown.run().then(resolve, resolve);
    };
    process.once("SIGTERM", () => stop("SIGTERM"));
    process.once("SIGINT", () => stop("SIGINT"));
    shutdown.onRequest = () => stop("request");
  });

  const { port, webPort } = options;
  const core = await hostCore(host, {
    secrets,
    ...(port === undefined ? {} : { port }),
    ...(webPort === undefined ? {} : { webPort }),
  });
  process.on("SIGHUP", () => core.reloadConfig());
  let webUrl: string | null = null;
  try {
    if (webPort !== undefined) webUrl = await core.newWebLink();
  } catch (error) {
    await shutdown.run();
    throw error;
  }
  process.stdout.write(
    `${JSON.stringify({
      event: "ready",
      version,
      proxy: { host: "127.0.0.1", port: core.proxyPort },
      web: webUrl === null ? null : { url: webUrl },
      socket: home.socket,
      ca: home.caCertificate,
    })}\n`,
  );
  releaseStartupMemory();
  await closed;
}

if (process.argv[1] && isThisFile(process.argv[1])) await runDaemonProgram(process.argv.slice(2));

function isThisFile(path: string): boolean {
  try {
    return realpathSync(path) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

/** The program `daemon`, as its own file and as `--daemon` of the desktop app. Ends the process. */
export async function runDaemonProgram(given: readonly string[]): Promise<never> {
  try {
    const words = [...given];
    // The option's value may be left out, which parseArgs does not know.
    const at = words.indexOf("--web-port");
    if (at >= 0 && !/^\d/.test(words[at + 1] ?? "")) words.splice(at + 1, 0, "0");
    const { values } = parseArgs({
      args: words,
      options: {
        port: { type: "string" },
        "web-port": { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const webPort = values["web-port"];
    await runDaemon({
      json: values.json,
      ...(values.port === undefined ? {} : { port: parsePort("--port", values.port) }),
      ...(webPort === undefined ? {} : { webPort: parsePort("--web-port", webPort) }),
    });
    process.exit(0);
  } catch (error) {
    const { code, message, hint } = toWireError(error);
    process.stderr.write(
      given.includes("--json")
        ? `${JSON.stringify({ error: { code, message, hint } })}\n`
        : `clauderon: ${message}${hint ? ` ${hint}` : ""}\n`,
    );
    process.exit(errorCodes[code]);
  }
}
