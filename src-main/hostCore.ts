import { join } from "node:path";
import { type ClauderonContract, contract } from "../src-shared/contract/index.ts";
import type { Channel } from "../src-shared/rpc/channel.ts";
import type { Handlers } from "../src-shared/rpc/contract.ts";
import { serve } from "../src-shared/rpc/server.ts";
import { createCore } from "./core/createCore.ts";
import type { EnvironmentSecrets } from "./core/credentials/environment.ts";
import { ensureHome } from "./core/ensureHome.ts";
import { type HomePaths, homePaths } from "./core/home.ts";
import { takeLock } from "./core/lifecycle/lockFile.ts";
import { type LogFile, openLog } from "./core/lifecycle/log.ts";
import { Shutdown } from "./core/lifecycle/shutdown.ts";
import { oneDemoAtATime } from "./demo/demoProcess.ts";
import { requireNode } from "./nodeVersion.ts";
import { programFolder } from "./ownCommand.ts";
import { createHandlers } from "./services/createHandlers.ts";
import { checkSocketPath } from "./transports/socketPath.ts";
import { listenUnixSocket } from "./transports/unixSocketServer.ts";
import { WebAccess } from "./transports/web/webAccess.ts";
import { version } from "./version.ts";

/** What must be there before the core: its folder, its lock, its log. */
export interface PreparedHost {
  readonly home: HomePaths;
  readonly log: LogFile;
  readonly shutdown: Shutdown;
}

export interface HostOptions {
  /** Taken out of the environment before anything else ran: no worker or child may inherit a secret. */
  readonly secrets: EnvironmentSecrets;
  /** TCP port of the proxy; 0 picks a free one; absent takes config.toml's, else 18080. */
  readonly port?: number;
  /** Loopback port for browsers, once a link is asked for; 0 picks a free one. */
  readonly webPort?: number;
}

/** A core with its doors: the same for the daemon and for the desktop app. */
export interface HostedCore {
  readonly proxyPort: number;
  readonly handlers: Handlers<ClauderonContract>;
  /** Answers a caller on a channel of its own. */
  serveOn(channel: Channel, carrier: string): void;
  /** A link that signs one browser tab in. */
  newWebLink(): Promise<string>;
  reloadConfig(): void;
}

/** Takes this home for this process. Throws `already_running` when another core has it. */
export function prepareHost(options: { readonly toStderr: boolean }): PreparedHost {
  requireNode();
  const home = homePaths();
  checkSocketPath(home.socket);
  ensureHome(home);
  const releaseLock = takeLock(home.lock);
  const log = openLog(home.daemonLog, { toStderr: options.toStderr });
  const shutdown = new Shutdown(log.part("shutdown"));
  shutdown.add("log", () => log.flush());
  shutdown.add("lock", releaseLock);
  return { home, log, shutdown };
}

/** Starts the core and opens its doors. Closes what it opened when it fails. */
export async function hostCore({ home, log, shutdown }: PreparedHost, options: HostOptions): Promise<HostedCore> {
  try {
    const core = await createCore({
      home,
      log,
      env: process.env,
      environmentSecrets: options.secrets,
      shutdown,
      version,
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    let clients = 0;
    const serveOn = (channel: Channel, carrier: string): void => {
      const caller = `${carrier} ${++clients}`;
      serve(channel, contract, handlers, {
        caller,
        onBug: (error, where) => log.error({ err: error, where, caller }, `Unexpected failure in ${where}`),
      });
    };
    const web = new WebAccess(
      {
        port: options.webPort ?? 0,
        assets: rendererFolder(),
        onChannel: (channel) => serveOn(channel, "browser"),
      },
      (port) => core.proxy.addOwnPort(port),
    );
    shutdown.add("web", () => web.close());
    const newWebLink = (): Promise<string> => web.newLink();
    const handlers = createHandlers(core, {
      version,
      requestShutdown: () => shutdown.request(),
      newWebLink,
      demo: oneDemoAtATime(),
    });
    shutdown.add("socket", await listenUnixSocket(home.socket, (channel) => serveOn(channel, "socket")));
    log.info({ version, home: home.root, port: core.proxy.port }, "Ready");
    return { proxyPort: core.proxy.port, handlers, serveOn, newWebLink, reloadConfig: () => core.reloadConfig() };
  } catch (error) {
    log.error({ err: error }, "Start failed");
    await shutdown.run();
    throw error;
  }
}

/** The built app lies beside the folder of the programs. */
const rendererFolder = (): string => join(programFolder, "..", "renderer");
