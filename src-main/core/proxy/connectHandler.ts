import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { authenticate } from "./authenticate.ts";
import { bindClient, type Client, clientOf, type Tunnel } from "./clientState.ts";
import { isHostName } from "./hostName.ts";
import type { Engine } from "./mockttpAdapter.ts";
import { openOpaqueTunnel } from "./opaqueTunnel.ts";
import { tunnelRule } from "./pipeline.ts";
import type { ProxyState } from "./proxyState.ts";
import { RequestRecord } from "./record.ts";
import { refusal, tooMany, unauthenticated, writeRefusal } from "./refusals.ts";
import { joinSession, nameLimit } from "./requestHandler.ts";
import { normaliseHost, parseAuthority } from "./rules/hostMatch.ts";

/** A tunnel in which nothing is said is of no use, and a protocol where the server speaks first is not ours. */
const silenceMs = 5_000;
const handshakeMs = 10_000;
/** Connections opened in advance and never used are closed later than this. */
const rejectionMs = 1_000;
const established = "HTTP/1.1 200 Connection established\r\n\r\n";
/** Names of HTTP/1.1 that clients offer; the second is not standard but used. */
const protocols = ["http/1.1", "http 1.1"];

/** Answers CONNECT: 407 or 200. What is to be refused is refused inside the tunnel, where clients hear it. */
export function handleConnect(
  state: ProxyState,
  engine: Engine,
  incoming: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  const client = clientOf(socket);
  socket.on("error", () => {});
  if (!client || client.tunnel) {
    socket.destroy();
    return;
  }
  const target = parseTarget(incoming.url ?? "");
  const start = {
    session: client.socketSession,
    scheme: null,
    host: target?.host ?? null,
    port: target?.port ?? null,
    method: "CONNECT",
    target: null,
    httpVersion: incoming.httpVersion,
  };
  const header = incoming.headers["proxy-authorization"];
  const session = authenticate(header, client.socketSession, (id) => state.sessions.get(id));
  if (!session) {
    state.repeated.add(client.source, start, unauthenticated);
    if (!state.strangers.mayHear(client.source, header)) socket.destroy();
    else writeRefusal(socket, unauthenticated, ["proxy-authenticate", 'Basic realm="clauderon"']);
    return;
  }
  if (!target) {
    const record = new RequestRecord(state.audit, { ...start, session });
    const refused = refusal(400, "malformed-connect", "The target of CONNECT is not host:port.");
    record.rule = refused.rule;
    record.reason = refused.reason;
    record.responseCode = refused.status;
    writeRefusal(socket, refused);
    record.end(null);
    return;
  }
  const refused = joinSession(client, session) ? nameLimit(session, target.host) : tooMany("connections");
  const tunnel: Tunnel = { session, ...target, secure: false, sni: null, used: false, refusal: refused };
  client.tunnel = tunnel;
  socket.write(established);
  if (head.length > 0) socket.unshift(head);
  const opaque =
    refused || !state.enabled || !session.data.running ? null : tunnelRule(target.host, target.port, state.policy);
  if (opaque) {
    openOpaqueTunnel(state, client, tunnel, opaque);
    return;
  }
  watchSilence(state, client, tunnel);
  engine.feed(socket);
}

/** The client begins TLS in its tunnel: we speak it with a certificate for the tunnel's own target. */
export function handleTls(state: ProxyState, engine: Engine, socket: Socket): void {
  const client = clientOf(socket);
  const tunnel = client?.tunnel;
  if (!client || !tunnel || tunnel.secure) {
    // TLS to the proxy itself, or within TLS.
    if (client) recordClosed(state, client, "tls-to-proxy", "The connection is not an HTTP proxy connection.");
    socket.destroy();
    return;
  }
  tunnel.secure = true;
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext: tunnel.session.leaves.get(tunnel.host),
    ALPNProtocols: protocols,
  });
  bindClient(secured, client);
  const since = performance.now();
  let isReady = false;
  const timer = setTimeout(() => secured.destroy(), handshakeMs);
  const fail = (): void => {
    if (isReady) return;
    clearTimeout(timer);
    isReady = true;
    tunnel.used = true;
    recordClosed(state, client, "client-tls", untrusted, "client_tls_failed");
    secured.destroy();
    socket.destroy();
  };
  secured.on("error", fail);
  secured.once("_tlsError", fail);
  socket.once("close", fail);
  secured.once("close", () => {
    fail();
    // Some clients look at the certificate only after the handshake, and then go without a word.
    if (tunnel.used || !tunnel.secure || performance.now() - since > rejectionMs) return;
    tunnel.used = true;
    recordClosed(state, client, "client-tls", untrusted, "client_tls_closed");
  });
  secured.once("secure", () => {
    clearTimeout(timer);
    isReady = true;
    const name = (secured as TLSSocket & { servername?: string | false | null }).servername;
    tunnel.sni = name ? normaliseHost(name) : null;
    engine.feedHttp(secured);
  });
}

const untrusted =
  "The client ended the TLS handshake: as a rule because it does not trust the proxy's certificate authority.";

/** What speaks neither TLS nor HTTP is closed and recorded. */
export function handleForeign(state: ProxyState, socket: Duplex): void {
  const client = clientOf(socket);
  if (client) recordClosed(state, client, "not-http", "The client spoke neither TLS nor HTTP/1.", "not_http");
  socket.destroy();
}

export function recordClosed(
  state: ProxyState,
  client: Client,
  rule: string,
  reason: string,
  error: string | null = null,
  status: number | null = null,
): void {
  const { tunnel } = client;
  const record = new RequestRecord(state.audit, {
    session: tunnel?.session ?? client.session ?? client.socketSession,
    scheme: tunnel?.secure ? "https" : tunnel ? "tcp" : null,
    host: tunnel?.host ?? null,
    port: tunnel?.port ?? null,
    method: tunnel ? "CONNECT" : null,
    target: null,
    httpVersion: null,
  });
  record.rule = rule;
  record.reason = reason;
  record.responseCode = status;
  record.end(error);
}

function watchSilence(state: ProxyState, client: Client, tunnel: Tunnel): void {
  const { socket } = client;
  if (socket.readableLength > 0) return;
  const timer = setTimeout(() => {
    if (tunnel.secure || socket.destroyed) return;
    recordClosed(state, client, "silent-tunnel", "The client opened a tunnel and said nothing.", "silent_tunnel");
    socket.destroy();
  }, silenceMs);
  const stop = (): void => clearTimeout(timer);
  socket.once("readable", stop);
  socket.once("close", stop);
}

function parseTarget(text: string): { host: string; port: number } | null {
  if (!/:\d{1,5}$/.test(text)) return null;
  const authority = parseAuthority(text, 0);
  return authority && isHostName(authority.host) ? authority : null;
}
