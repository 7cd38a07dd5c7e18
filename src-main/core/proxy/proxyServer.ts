import type { Server, Socket } from "node:net";
import type { z } from "zod";
import type { InFlight } from "../../../src-shared/contract/audit.ts";
import { LeafMinter } from "../certs/leafMinter.ts";
import type { Policy } from "../policy.ts";
import { type Answer, ApprovalBook } from "./approvals/approvalBook.ts";
import { listenTcp, listenUnix } from "./clientListeners.ts";
import { bindClient, type Client, clientOf, resetClient } from "./clientState.ts";
import { handleConnect, handleForeign, handleTls, recordClosed } from "./connectHandler.ts";
import { Strangers } from "./failureLimit.ts";
import { type Engine, startEngine } from "./mockttpAdapter.ts";
import type { ProxyState } from "./proxyState.ts";
import type { AuditSink } from "./record.ts";
import { recordAccessMode } from "./recordAccessMode.ts";
import { refusal, writeRefusal } from "./refusals.ts";
import type { SecretFields } from "./renderInjection.ts";
import { RepeatedRecords } from "./repeatedRecords.ts";
import { handleRequest } from "./requestHandler.ts";
import { SessionState } from "./sessionState.ts";
import type { ProxyEvent, ProxySession, startInput } from "./threadContract.ts";
import { handleUpgrade } from "./upgradeHandler.ts";
import { type Lookup, UpstreamConnector } from "./upstreamConnector.ts";
import { UpstreamPools } from "./upstreamPool.ts";

export type ProxyServerOptions = Omit<z.output<typeof startInput>, "home" | "auditSegmentBytes"> & {
  readonly audit: AuditSink;
  readonly emit: (event: ProxyEvent) => void;
  /** How long an upstream may be silent, in milliseconds; a quarter of an hour when absent. */
  readonly upstreamSilenceMs?: number;
  /** How long an upstream may take to accept a connection, TLS included, in milliseconds. */
  readonly upstreamConnectMs?: number;
  /** Who finds the addresses of names; the system when absent. */
  readonly lookup?: Lookup;
};

/** Connections that have not said yet which session they belong to. */
const maxUnknownClients = 1_024;

/** The running proxy: listeners, sessions, engine. Everything that decides or forwards hangs on `ProxyState`. */
export class ProxyServer {
  readonly #state: ProxyState;
  readonly #engine: Engine;
  readonly #sessionServers = new Map<string, Server>();
  readonly #clients = new Set<Socket>();
  #tcp: Server[] = [];
  #port = 0;

  static async start(options: ProxyServerOptions): Promise<ProxyServer> {
    const connector = new UpstreamConnector(options.extraCaPem, options.upstreamConnectMs, options.lookup);
    const state: ProxyState = {
      policy: options.policy,
      secrets: {},
      enabled: options.enabled,
      sessions: new Map(),
      environmentProxy: options.environmentProxy,
      minter: new LeafMinter({ certificatePem: options.caCertificatePem, keyPem: options.caKeyPem }),
      audit: options.audit,
      repeated: new RepeatedRecords(options.audit),
      strangers: new Strangers(),
      approvals: new ApprovalBook(() => state.policy.approvals, {
        added: (approval) => options.emit({ type: "approvalAdded", approval }),
        ended: (id, outcome) => options.emit({ type: "approvalEnded", id, outcome }),
      }),
      connector,
      pools: new UpstreamPools(connector, options.upstreamSilenceMs),
      inFlight: new Set(),
      emit: options.emit,
    };
    const engine: Engine = await startEngine(
      {
        onRequest: (request, response, waits) => handleRequest(state, request, response, waits),
        onConnect: (request, socket, head) => handleConnect(state, engine, request, socket, head),
        onUpgrade: (request, socket, head) => handleUpgrade(state, request, socket, head),
        onTls: (socket) => handleTls(state, engine, socket),
        onForeign: (socket) => handleForeign(state, socket),
        onBroken: (error, socket) => handleBroken(state, error, socket as Socket),
      },
      options.policy.limits,
    );
    const server = new ProxyServer(state, engine);
    await server.setAddresses(options.addresses, options.port);
    return server;
  }

  private constructor(state: ProxyState, engine: Engine) {
    this.#state = state;
    this.#engine = engine;
  }

  get port(): number {
    return this.#port;
  }

  status() {
    return {
      enabled: this.#state.enabled,
      inFlight: this.#state.inFlight.size,
      addresses: this.#tcp.map((server) => addressOf(server).address),
    };
  }

  /** The newest first. */
  inFlight(atMost: number): InFlight[] {
    return [...this.#state.inFlight]
      .slice(-atMost)
      .reverse()
      .map((record) => record.soFar());
  }

  /** Opens what is new and closes what is gone; connections that were made go on. */
  async setAddresses(addresses: readonly string[], port: number = this.#port): Promise<void> {
    const kept = this.#tcp.filter((server) => addresses.includes(addressOf(server).address));
    const open = new Set(kept.map((server) => addressOf(server).address));
    const added = addresses.filter((address) => !open.has(address));
    const servers = await listenTcp(added, port, (socket) => this.#accept(socket, null));
    for (const server of this.#tcp) if (!kept.includes(server)) server.close();
    this.#tcp = [...kept, ...servers];
    const [first] = this.#tcp;
    if (first) this.#port = addressOf(first).port;
    this.#state.connector.ownPorts.add(this.#port);
  }

  setPolicy(policy: Policy): void {
    this.#state.policy = policy;
    this.#engine.setLimits(policy.limits);
    for (const session of this.#state.sessions.values()) {
      session.setLimits(policy.limits);
      session.reconsider();
    }
  }

  setSecrets(secrets: Readonly<Record<string, SecretFields>>): void {
    this.#state.secrets = secrets;
  }

  /** Ports of other parts of this program, to which nothing is forwarded either. */
  addOwnPort(port: number): void {
    this.#state.connector.ownPorts.add(port);
  }

  setEnabled(enabled: boolean): void {
    this.#state.enabled = enabled;
    if (!enabled) for (const session of this.#state.sessions.values()) session.cut("off", false);
  }

  async putSession(data: ProxySession): Promise<void> {
    const known = this.#state.sessions.get(data.id);
    const session = known ?? new SessionState(data, this.#state.policy.limits, this.#state.minter);
    const moved = known?.data.socketPath !== data.socketPath;
    // Who came in with the old secret does not stay.
    if (known && known.data.secretHash !== data.secretHash) this.#endRequests(known, true);
    const { accessMode } = session.data;
    session.data = data;
    if (accessMode !== data.accessMode) recordAccessMode(this.#state, session, accessMode);
    this.#state.sessions.set(data.id, session);
    if (data.running) session.reconsider();
    else this.#endRequests(session, false);
    if (!moved) return;
    this.#sessionServers.get(data.id)?.close();
    this.#sessionServers.delete(data.id);
    if (data.socketPath === null) return;
    const server = await listenUnix(data.socketPath, data.socketOwner, (socket) => this.#accept(socket, session));
    this.#sessionServers.set(data.id, server);
  }

  removeSession(id: string): void {
    this.#sessionServers.get(id)?.close();
    this.#sessionServers.delete(id);
    const session = this.#state.sessions.get(id);
    this.#state.sessions.delete(id);
    if (session) this.#endRequests(session, true);
  }

  /** False when nobody asks this any more. */
  answerApproval(id: string, answer: Answer): boolean {
    return this.#state.approvals.answer(id, answer);
  }

  async stop(): Promise<void> {
    for (const server of [...this.#tcp, ...this.#sessionServers.values()]) server.close();
    for (const session of this.#state.sessions.values()) session.cut("session_ended", true);
    for (const socket of this.#clients) socket.destroy();
    this.#state.repeated.flush();
    this.#engine.close();
    this.#state.approvals.close();
    await this.#state.pools.close();
  }

  #accept(socket: Socket, session: SessionState | null): void {
    socket.on("error", () => {});
    const known = session === null || session.connections.size < session.maxConnections * 2;
    if (!known || this.#unknownClients() >= maxUnknownClients) {
      socket.destroy();
      return;
    }
    const source = session ? session.id : (socket.remoteAddress ?? "unknown");
    const client: Client = {
      socket,
      socketSession: session,
      source,
      session: null,
      tunnel: null,
      closing: false,
      latest: null,
    };
    bindClient(socket, client);
    this.#clients.add(socket);
    socket.once("close", () => this.#clients.delete(socket));
    this.#engine.feed(socket);
  }

  #endRequests(session: SessionState, connections: boolean): void {
    session.cut("session_ended", connections);
    this.#state.approvals.endSession(session.id);
  }

  #unknownClients(): number {
    let joined = 0;
    for (const session of this.#state.sessions.values()) joined += session.connections.size;
    return this.#clients.size - joined;
  }
}

/** The client left, maybe in the middle of a request: then that request's own record says so. */
const goneCodes = new Set(["ECONNRESET", "EPIPE", "HPE_INVALID_EOF_STATE"]);

/** What the parser could not read gets an answer where one can still be heard, and a record. */
function handleBroken(state: ProxyState, error: NodeJS.ErrnoException, socket: Socket): void {
  const client = clientOf(socket);
  const isTimeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  if (client?.tunnel) client.tunnel.used = true;
  const wentAway = error.code !== undefined && goneCodes.has(error.code);
  // An idle connection that was never used ends in silence, and so does one that went away.
  if (!client || client.closing || wentAway || (isTimeout && socket.bytesRead === 0)) {
    socket.destroy();
    return;
  }
  const refused = isTimeout
    ? refusal(408, "slow-request", "The head of the request did not arrive in time.")
    : error.code === "HPE_HEADER_OVERFLOW"
      ? refusal(431, "oversized-headers", "The headers of the request are too large.")
      : refusal(400, "malformed-request", "The request is not valid HTTP/1.1.");
  const reason = `${refused.reason} (${error.code ?? "unknown"})`;
  const { latest } = client;
  if (latest === null || latest.incoming.complete) {
    recordClosed(state, client, refused.rule, reason, null, refused.status);
  } else {
    latest.record.breakOff({ ...refused, reason });
    // Within an answer that has begun, ours would be taken for a piece of it.
    if (latest.response.headersSent) {
      resetClient(client);
      return;
    }
  }
  writeRefusal(socket, refused);
}

function addressOf(server: Server): { address: string; port: number } {
  const address = server.address();
  return address && typeof address === "object" ? address : { address: "", port: 0 };
}
