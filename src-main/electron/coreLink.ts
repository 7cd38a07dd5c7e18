import { setTimeout } from "node:timers/promises";
import { type ClauderonClient, contract } from "../../src-shared/contract/index.ts";
import { type Channel, memoryChannelPair } from "../../src-shared/rpc/channel.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import type { EnvironmentSecrets } from "../core/credentials/environment.ts";
import type { HostedCore, PreparedHost } from "../hostCore.ts";
import { connectToDaemon } from "../transports/daemonConnection.ts";
import { daemonSocketPath } from "../transports/socketPath.ts";
import { connectUnixSocket } from "../transports/unixSocketClient.ts";
import { pipeChannels } from "./pipeChannels.ts";

export type LinkState =
  | { readonly kind: "opening" }
  /** The core runs in this process: ending it cuts every agent's network. */
  | { readonly kind: "hosting" }
  /** A daemon runs it, and goes on without us. */
  | { readonly kind: "joined" }
  | { readonly kind: "down"; readonly error: unknown };

export interface CoreLinkOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: EnvironmentSecrets;
  /** TCP port of the proxy while hosting; absent takes config.toml's. */
  readonly port?: number;
  readonly onState: (state: LinkState) => void;
  /** A client asked the core that we host to end. */
  readonly onShutdownRequest: () => void;
}

interface Hosted {
  readonly prepared: PreparedHost;
  readonly core: HostedCore;
}

const lookEveryMs = 300;
/** A daemon that was lost may be restarting: so long it is waited for before the core is hosted here. */
const patienceMs = 4000;
/** A daemon that holds the home and does not answer: so long it may take to start. */
const startingMs = 20_000;

/** The one core of this user: joined where a daemon runs it, else hosted here. Comes back by itself when it is lost. */
export class CoreLink {
  readonly #options: CoreLinkOptions;
  #state: LinkState = { kind: "opening" };
  #client: ClauderonClient | null = null;
  #hosted: Hosted | null = null;
  #leave: (() => void) | null = null;
  readonly #pages = new Set<Channel>();
  #waiting: Channel[] = [];
  #closing = false;

  constructor(options: CoreLinkOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The app's own client; null while there is no core. */
  get client(): ClauderonClient | null {
    return this.#client;
  }

  /** Port of the proxy that is hosted here. */
  get hostedPort(): number | null {
    return this.#hosted?.core.proxyPort ?? null;
  }

  /** Reaches a core. Resolves also when that failed: the state says so, and `open` may be called again. */
  async open(): Promise<void> {
    this.#closing = false;
    await this.#find(0);
  }

  /** Answers a page on its channel, now or as soon as there is a core. */
  attach(channel: Channel): void {
    if (this.#state.kind === "opening") this.#waiting.push(channel);
    else if (this.#state.kind === "down") channel.close();
    else void this.#serve(channel);
  }

  /** Leaves the daemon, or ends the core that is hosted here; its containers go on. */
  async close(): Promise<void> {
    this.#closing = true;
    const hosted = this.#hosted;
    this.#lose();
    await hosted?.prepared.shutdown.run();
  }

  async #find(waitBeforeHostingMs: number): Promise<void> {
    this.#set({ kind: "opening" });
    const hostFrom = Date.now() + waitBeforeHostingMs;
    const giveUpAt = hostFrom + startingMs;
    while (!this.#closing) {
      try {
        return await this.#join();
      } catch (error) {
        if (!isCode(error, "daemon_down")) return this.#fail(error);
      }
      if (Date.now() >= hostFrom) {
        try {
          return await this.#host();
        } catch (error) {
          // Another process was quicker, and is on its way: joined as soon as it answers.
          if (!isCode(error, "already_running") || Date.now() > giveUpAt) return this.#fail(error);
        }
      }
      await setTimeout(lookEveryMs);
    }
  }

  async #join(): Promise<void> {
    const connection = await connectToDaemon(this.#options.env);
    if (this.#closing) return connection.close();
    this.#client = connection.client;
    this.#leave = () => connection.close();
    connection.onClose(() => {
      if (this.#client !== connection.client) return;
      this.#lose();
      void this.#find(patienceMs);
    });
    this.#opened({ kind: "joined" });
  }

  async #host(): Promise<void> {
    // Loaded only by the process that hosts: a window that joins a daemon needs none of it.
    const { hostCore, prepareHost } = await import("../hostCore.ts");
    const prepared = prepareHost({ toStderr: true });
    prepared.shutdown.onRequest = this.#options.onShutdownRequest;
    const { secrets, port } = this.#options;
    const core = await hostCore(prepared, { secrets, ...(port === undefined ? {} : { port }) });
    if (this.#closing) return prepared.shutdown.run();
    this.#hosted = { prepared, core };
    const [near, far] = memoryChannelPair();
    core.serveOn(far, "app");
    this.#client = connectClient(near, contract);
    this.#leave = () => near.close();
    this.#opened({ kind: "hosting" });
  }

  #opened(state: LinkState): void {
    this.#set(state);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const channel of waiting) this.attach(channel);
  }

  #fail(error: unknown): void {
    this.#lose();
    this.#set({ kind: "down", error });
  }

  #lose(): void {
    this.#client = null;
    this.#hosted = null;
    this.#leave?.();
    this.#leave = null;
    const lost = [...this.#pages, ...this.#waiting];
    this.#pages.clear();
    this.#waiting = [];
    for (const channel of lost) channel.close();
  }

  async #serve(channel: Channel): Promise<void> {
    this.#pages.add(channel);
    channel.onClose(() => this.#pages.delete(channel));
    if (this.#hosted) return this.#hosted.core.serveOn(channel, "window");
    try {
      pipeChannels(channel, await connectUnixSocket(daemonSocketPath(this.#options.env)));
    } catch {
      channel.close();
    }
  }

  #set(state: LinkState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

function isCode(error: unknown, code: AppError["code"]): boolean {
  return error instanceof AppError && error.code === code;
}
