import type { InFlight, PruneResult } from "../../../src-shared/contract/audit.ts";
import type { SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { loadOrCreateCa } from "../certs/caStore.ts";
import type { EnvironmentProxy } from "../environmentProxy.ts";
import type { HomePaths } from "../home.ts";
import type { Log } from "../lifecycle/log.ts";
import { startThread, type Thread } from "../lifecycle/thread.ts";
import type { Policy } from "../policy.ts";
import type { Answer } from "./approvals/approvalBook.ts";
import type { SecretFields } from "./renderInjection.ts";
import { type ProxyEvent, type ProxySession, proxyThreadContract } from "./threadContract.ts";

export interface ProxyHostOptions {
  readonly home: HomePaths;
  readonly log: Log;
  /** 0 picks a free port. */
  readonly port: number;
  /** TCP addresses to listen on. */
  readonly addresses: readonly string[];
  readonly policy: Policy;
  readonly enabled: boolean;
  readonly environmentProxy: EnvironmentProxy;
  readonly extraCaPem: string | null;
  readonly auditSegmentBytes: number;
  /** Another entry for the thread, for tests that end it. */
  readonly threadSource?: URL;
}

export interface ProxyHostStatus {
  readonly enabled: boolean;
  readonly inFlight: number;
  readonly addresses: readonly string[];
  readonly auditError: string | null;
}

/** The proxy as the core holds it, whichever thread it runs on just now. */
export interface ProxyHost {
  readonly port: number;
  setAddresses(addresses: readonly string[]): Promise<void>;
  setPolicy(policy: Policy): Promise<void>;
  setSecrets(secrets: Readonly<Record<string, SecretFields>>): Promise<void>;
  putSession(session: ProxySession): Promise<void>;
  removeSession(id: string): Promise<void>;
  addOwnPort(port: number): Promise<void>;
  setEnabled(enabled: boolean): Promise<void>;
  /** False when nobody asks this any more. */
  answerApproval(id: string, answer: Answer): Promise<boolean>;
  status(): Promise<ProxyHostStatus>;
  /** Requests that run now, the newest first. */
  inFlight(atMost: number): Promise<InFlight[]>;
  /** The thread was replaced: what it held in memory is gone. */
  onRestart(listener: () => void): void;
  signAuditHead(): Promise<SignedHead>;
  pruneAudit(firstKept: number): Promise<PruneResult>;
  /** Returns what ends the subscription. */
  onEvent(listener: (event: ProxyEvent) => void): () => void;
  stop(): Promise<void>;
}

type ProxyThread = Thread<typeof proxyThreadContract>;

/** A thread that keeps failing is not started faster than this. */
const restartDelayMs = 500;

/** Starts the proxy on its thread. A thread that ends by itself is started again with everything it knew. */
export async function startProxy(options: ProxyHostOptions): Promise<ProxyHost> {
  const ca = await loadOrCreateCa(options.home);
  const host = new RestartingProxy(options, ca);
  await host.start();
  return host;
}

class RestartingProxy implements ProxyHost {
  readonly #options: ProxyHostOptions;
  readonly #ca: { readonly certificatePem: string; readonly keyPem: string };
  readonly #ownPorts = new Set<number>();
  readonly #sessions = new Map<string, ProxySession>();
  readonly #listeners = new Set<(event: ProxyEvent) => void>();
  readonly #restarts: (() => void)[] = [];
  #thread: ProxyThread | null = null;
  #policy: Policy;
  #secrets: Readonly<Record<string, SecretFields>> = {};
  #enabled: boolean;
  #addresses: readonly string[];
  #port: number;
  /** The attempt under way to replace a thread that ended. */
  #restart: Promise<void> | null = null;
  /** Settles with the first attempt to replace the thread that was started last, once that has ended. */
  #replaced: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ProxyHostOptions, ca: { readonly certificatePem: string; readonly keyPem: string }) {
    this.#options = options;
    this.#ca = ca;
    this.#policy = options.policy;
    this.#enabled = options.enabled;
    this.#addresses = options.addresses;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const source = this.#options.threadSource ?? new URL("./proxyThread.ts", import.meta.url);
    const thread = startThread("proxyThread", source, proxyThreadContract);
    try {
      this.#relay(thread);
      const { home, environmentProxy, extraCaPem, auditSegmentBytes } = this.#options;
      const started = await thread.client.proxy.start({
        port: this.#port,
        addresses: [...this.#addresses],
        home: home.root,
        caCertificatePem: this.#ca.certificatePem,
        caKeyPem: this.#ca.keyPem,
        policy: this.#policy,
        enabled: this.#enabled,
        environmentProxy,
        extraCaPem,
        auditSegmentBytes,
      });
      // A restart must come back on the port that running containers know.
      this.#port = started.port;
      // Changes reach the new thread from here on, and those made meanwhile are told again.
      this.#thread = thread;
      const { proxy } = thread.client;
      await proxy.setAddresses({ addresses: [...this.#addresses] });
      for (const port of this.#ownPorts) await proxy.addOwnPort({ port });
      await proxy.setPolicy(this.#policy);
      await proxy.setEnabled({ enabled: this.#enabled });
      await proxy.setSecrets({ secrets: this.#secrets });
      for (const session of this.#sessions.values()) await proxy.putSession(session);
    } catch (error) {
      this.#thread = null;
      await thread.terminate();
      throw error;
    }
    this.#replaced = thread.ended.then((reason) => this.#replace(thread, reason));
    // Heard by those who wait, if anybody does.
    this.#replaced.catch(() => {});
  }

  async setAddresses(addresses: readonly string[]): Promise<void> {
    this.#addresses = addresses;
    await this.#tell((proxy) => proxy.setAddresses({ addresses: [...addresses] }));
  }

  async setPolicy(policy: Policy): Promise<void> {
    this.#policy = policy;
    await this.#tell((proxy) => proxy.setPolicy(policy));
  }

  async setSecrets(secrets: Readonly<Record<string, SecretFields>>): Promise<void> {
    this.#secrets = secrets;
    await this.#tell((proxy) => proxy.setSecrets({ secrets }));
  }

  async putSession(session: ProxySession): Promise<void> {
    this.#sessions.set(session.id, session);
    await this.#tell((proxy) => proxy.putSession(session));
  }

  async removeSession(id: string): Promise<void> {
    this.#sessions.delete(id);
    await this.#tell((proxy) => proxy.removeSession({ id }));
  }

  async addOwnPort(port: number): Promise<void> {
    this.#ownPorts.add(port);
    await this.#tell((proxy) => proxy.addOwnPort({ port }));
  }

  async setEnabled(enabled: boolean): Promise<void> {
    this.#enabled = enabled;
    await this.#tell((proxy) => proxy.setEnabled({ enabled }));
  }

  async answerApproval(id: string, answer: Answer): Promise<boolean> {
    const { found } = await this.#client().answerApproval({ id, ...answer });
    return found;
  }

  onRestart(listener: () => void): void {
    this.#restarts.push(listener);
  }

  status(): Promise<ProxyHostStatus> {
    return this.#client().status({});
  }

  inFlight(atMost: number): Promise<InFlight[]> {
    return this.#client().inFlight({ atMost });
  }

  signAuditHead(): Promise<SignedHead> {
    return this.#client().signAuditHead({});
  }

  pruneAudit(firstKept: number): Promise<PruneResult> {
    return this.#client().pruneAudit({ firstKept });
  }

  onEvent(listener: (event: ProxyEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#restart?.catch(() => {});
    const thread = this.#thread;
    this.#thread = null;
    if (!thread) return;
    try {
      await thread.client.proxy.stop({});
    } finally {
      await thread.terminate();
    }
  }

  /**
   * Tells the thread of what is kept here. When it ends before it has answered, the next one is started with the
   * same, and that is waited for.
   */
  async #tell(tell: (proxy: ProxyThread["client"]["proxy"]) => Promise<unknown>): Promise<void> {
    const thread = this.#thread;
    const replaced = this.#replaced;
    try {
      await tell(this.#client());
    } catch (error) {
      if (this.#stopped || (thread && !(error instanceof AppError && error.code === "daemon_down"))) throw error;
      await replaced;
      this.#client();
    }
  }

  #client(): ProxyThread["client"]["proxy"] {
    if (!this.#thread) {
      throw new AppError("unavailable", "The proxy is starting again.", "Try again in a moment.");
    }
    return this.#thread.client.proxy;
  }

  #relay(thread: ProxyThread): void {
    const follow = async (): Promise<void> => {
      for await (const event of thread.client.proxy.events({})) {
        if (event.type === "problem")
          this.#options.log.error({ problem: event.message }, "A request failed unforeseen");
        for (const listener of this.#listeners) listener(event);
      }
    };
    // The stream fails when the thread ends, which is handled where its end is.
    follow().catch(() => {});
  }

  /** Rejects when the first attempt fails: who waits for it must hear so. The attempts go on all the same. */
  async #replace(thread: ProxyThread, reason: Error): Promise<void> {
    if (this.#stopped || this.#thread !== thread) return;
    this.#thread = null;
    for (const listener of this.#restarts) listener();
    try {
      await this.#startAgain(reason);
    } catch {
      void this.#keepTrying(reason);
      throw new AppError(
        "unavailable",
        "The proxy's thread ended and could not be started again.",
        "It is tried again; `clauderon logs --daemon` says why it failed.",
      );
    }
  }

  async #keepTrying(reason: Error): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, restartDelayMs));
      if (this.#stopped) return;
      try {
        return await this.#startAgain(reason);
      } catch {
        // Logged where it failed; the next attempt follows.
      }
    }
  }

  async #startAgain(reason: Error): Promise<void> {
    this.#options.log.error({ err: reason }, "The proxy's thread ended; starting it again");
    try {
      this.#restart = this.start();
      await this.#restart;
    } catch (error) {
      this.#options.log.error({ err: error }, "The proxy could not be started again");
      throw error;
    }
  }
}
