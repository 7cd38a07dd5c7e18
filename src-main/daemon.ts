import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contract } from "../src-shared/contract/index.ts";
import type { Channel } from "../src-shared/rpc/channel.ts";
import { errorCodes, toWireError } from "../src-shared/rpc/errors.ts";
import { serve } from "../src-shared/rpc/server.ts";
import { createCore } from "./core/createCore.ts";
import { takeEnvironmentSecrets } from "./core/credentials/environment.ts";
import { ensureHome } from "./core/ensureHome.ts";
import { homePaths } from "./core/home.ts";
import { takeLock } from "./core/lifecycle/lockFile.ts";
import { openLog } from "./core/lifecycle/log.ts";
import { Shutdown } from "./core/lifecycle/shutdown.ts";
import { requireNode } from "./nodeVersion.ts";
import { parsePort } from "./parsePort.ts";
import { createHandlers } from "./services/createHandlers.ts";
import { checkSocketPath } from "./transports/socketPath.ts";
import { listenUnixSocket } from "./transports/unixSocketServer.ts";
import { WebAccess } from "./transports/web/webAccess.ts";
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
  requireNode();
  // First of all: no worker or child may inherit a secret.
  const secrets = takeEnvironmentSecrets(process.env);
  const home = homePaths();
  checkSocketPath(home.socket);
  ensureHome(home);
  const releaseLock = takeLock(home.lock);
  const log = openLog(home.daemonLog, { toStderr: !options.json });
  const shutdown = new Shutdown(log.part("shutdown"));
  shutdown.add("log", () => log.flush());
  shutdown.add("lock", releaseLock);

  const closed = new Promise<void>((resolve) => {
    const stop = (reason: string): void => {
      log.info({ reason }, "Stopping");
      shutdown.run().then(resolve, resolve);
    };
    process.once("SIGTERM", () => stop("SIGTERM"));
    process.once("SIGINT", () => stop("SIGINT"));
    shutdown.onRequest = () => stop("request");
  });

  try {
    const core = await createCore({
      home,
      log,
      env: process.env,
      environmentSecrets: secrets,
      shutdown,
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    process.on("SIGHUP", () => core.reloadConfig());
    let clients = 0;
    const serveOn = (channel: Channel, carrier: string): void => {
      const caller = `${carrier} ${++clients}`;
      serve(channel, contract, handlers, {
        caller,
        onBug: (error, where) => log.error({ err: error, where, caller }, `Unexpected failure in ${where}`),
      });
    };
    const web = new WebAccess({
      port: options.webPort ?? 0,
      assets: fileURLToPath(new URL("../renderer", import.meta.url)),
      onChannel: (channel) => serveOn(channel, "browser"),
    });
    shutdown.add("web", () => web.close());
    const handlers = createHandlers(core, {
      version,
      requestShutdown: () => shutdown.request(),
      newWebLink: () => web.newLink(),
    });
    shutdown.add("socket", await listenUnixSocket(home.socket, (channel) => serveOn(channel, "socket")));
    const webUrl = options.webPort === undefined ? null : await web.newLink();
    log.info({ version, home: home.root, port: core.proxy.port }, "Ready");
    process.stdout.write(
      `${JSON.stringify({
        event: "ready",
        version,
        proxy: { host: "127.0.0.1", port: core.proxy.port },
        web: webUrl === null ? null : { url: webUrl },
        socket: home.socket,
        ca: home.caCertificate,
      })}\n`,
    );
  } catch (error) {
    log.error({ err: error }, "Start failed");
    await shutdown.run();
    throw error;
  }
  await closed;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();

async function main(): Promise<void> {
  try {
    const words = process.argv.slice(2);
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
      process.argv.includes("--json")
        ? `${JSON.stringify({ error: { code, message, hint } })}\n`
        : `clauderon: ${message}${hint ? ` ${hint}` : ""}\n`,
    );
    process.exit(errorCodes[code]);
  }
}
