import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { decideOrAsk } from "./approvals/askUser.ts";
import { authenticate } from "./authenticate.ts";
import { ByteCollector } from "./byteCollector.ts";
import { type Client, clientOf, resetClient, type Tunnel } from "./clientState.ts";
import { inTunnel, proxyRequest, splitAbsolute, startOf, tunnelsOnly } from "./destination.ts";
import type { ProxyRequest, Refusal, Verdict } from "./exchange.ts";
import { injectSecrets } from "./injectSecrets.ts";
import { JoinedConnection } from "./joinedConnection.ts";
import type { ProxyState } from "./proxyState.ts";
import { RequestRecord } from "./record.ts";
import { auditUnavailable, proxyOff, refusal, unauthenticated, writeRefusal } from "./refusals.ts";
import { noteVerdict, refuseEarly } from "./requestHandler.ts";
import { filterHeaders } from "./responseHeaders.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";
import { secretPatterns } from "./scrub/secretPatterns.ts";
import { describeUpstreamError } from "./upstreamFailure.ts";
import { findRoute } from "./upstreamRoute.ts";

const maxEarlyBytes = 64 * 1024;

/** Handles a WebSocket upgrade: refused with 426 on injected hosts, elsewhere joined to the upstream under policy. */
export function handleUpgrade(state: ProxyState, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const client = clientOf(socket);
  socket.on("error", () => {});
  if (!client?.tunnel) {
    if (client) refuseOutside(state, client, incoming, socket);
    else socket.destroy();
    return;
  }
  const { tunnel } = client;
  tunnel.used = true;
  const destination = inTunnel(tunnel, incoming);
  const record = new RequestRecord(state.audit, {
    session: tunnel.session,
    scheme: tunnel.secure ? "wss" : "ws",
    host: tunnel.host,
    port: tunnel.port,
    method: incoming.method ?? null,
    target: destination.target,
    httpVersion: incoming.httpVersion,
  });
  const refuse = (refused: Refusal, error: string | null, reason: string | null = refused.reason): void => {
    record.rule = refused.rule;
    record.reason = reason;
    record.responseCode = refused.status;
    writeRefusal(socket, refused);
    record.end(error);
  };
  const early = refuseEarly(state, destination, incoming);
  if (early) {
    record.decision = early === proxyOff ? "off" : "deny";
    refuse(early, null);
    return;
  }
  decideOrAsk({
    state,
    session: tunnel.session,
    record,
    request: () => proxyRequest(destination, incoming, true),
    onGone: (listener) => onSocketGone(socket, listener),
    proceed(verdict, request) {
      noteVerdict(record, verdict);
      if (verdict.refusal) refuse(verdict.refusal, null, verdict.reason);
      else join({ state, client, tunnel, socket, head, record, request, verdict, refuse });
    },
  });
}

interface Joining {
  readonly state: ProxyState;
  readonly client: Client;
  readonly tunnel: Tunnel;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly record: RequestRecord;
  readonly request: ProxyRequest;
  readonly verdict: Verdict;
  readonly refuse: (refused: Refusal, error: string | null) => void;
}

/** Asks the upstream for the upgrade, and joins the two ends. */
function join({ state, client, tunnel, socket, head, record, request, verdict, refuse }: Joining): void {
  const injected = injectSecrets(verdict, state.secrets);
  if ("refusal" in injected) {
    refuse(injected.refusal, null);
    return;
  }
  try {
    record.writeIntent();
  } catch {
    record.decision = "deny";
    refuse(auditUnavailable, "audit_unavailable");
    return;
  }
  const { credentials } = hostPolicy(state.policy, tunnel.host, tunnel.port);
  const patterns = secretPatterns(credentials, state.secrets);
  const route = findRoute(request, verdict.allowPrivate, state.policy, state.environmentProxy);
  let upstream: Socket | null = null;
  const onEnd = (): void => {
    record.requestBytes = upstream?.bytesWritten ?? 0;
    record.responseBytes = upstream?.bytesRead ?? 0;
    upstream?.destroy();
  };
  const joined = new JoinedConnection({ state, session: tunnel.session, client, record, onEnd });
  socket.once("close", () => joined.finish(null));

  state.connector.connect(route, route.scheme === "https", (error, connection) => {
    if (!connection || joined.ended) {
      connection?.destroy();
      if (joined.ended) return;
      const failure = describeUpstreamError(error as Error, false);
      record.responseCode = failure.refusal.status;
      writeRefusal(socket, failure.refusal);
      joined.finish(failure.error);
      return;
    }
    upstream = connection;
    const call = httpRequest({
      method: request.method,
      path: request.target,
      setHost: false,
      createConnection: () => connection,
    });
    setRawHeaders(call, injected.headers);
    call.on("error", () => {
      if (joined.ended) return;
      if (record.responseCode === null) {
        record.responseCode = 502;
        writeRefusal(socket, refusal(502, "upstream-reset", "The upstream closed the connection without an answer."));
      }
      joined.finish("upstream_reset");
    });
    const answer = (response: IncomingMessage): void => {
      record.firstByte();
      record.responseCode = response.statusCode ?? 502;
      const raw = response.rawHeaders.map((text) => Buffer.from(text, "latin1"));
      const { fields, scrubbed } = filterHeaders(raw, patterns);
      record.scrubbed += scrubbed;
      const upgraded = response.statusCode === 101;
      const hop = upgraded ? ["Connection", "Upgrade", "Upgrade", "websocket"] : ["Connection", "close"];
      let text = `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n`;
      const all = [...fields, ...hop];
      for (let at = 0; at < all.length; at += 2) text += `${all[at]}: ${all[at + 1]}\r\n`;
      socket.write(`${text}\r\n`, "latin1");
    };
    call.on("response", (response) => {
      answer(response);
      response.on("error", () => resetClient(client));
      response.pipe(socket);
    });
    call.on("upgrade", (response, far, rest) => {
      answer(response);
      far.on("error", () => {
        joined.finish("upstream_reset");
        resetClient(client);
      });
      far.on("close", () => {
        joined.finish(null);
        socket.destroy();
      });
      if (rest.length > 0) far.unshift(rest);
      if (head.length > 0) socket.unshift(head);
      far.pipe(socket);
      socket.pipe(far);
    });
    call.end();
  });
}

/**
 * The socket is read meanwhile, for otherwise its end would go unnoticed. An honest client sends nothing before the
 * answer; what one sends all the same is put back.
 */
function onSocketGone(socket: Duplex, listener: () => void): () => void {
  const early = new ByteCollector();
  const onData = (chunk: Buffer): void => {
    early.add(chunk);
    if (early.length > maxEarlyBytes) socket.pause();
  };
  socket.on("data", onData);
  const onEnd = (): void => {
    listener();
    socket.destroy();
  };
  for (const event of ["end", "close"]) socket.once(event, onEnd);
  return () => {
    for (const event of ["end", "close"]) socket.off(event, onEnd);
    socket.off("data", onData);
    socket.pause();
    if (early.length > 0) socket.unshift(early.bytes);
  };
}

/** An upgrade without a tunnel: no client needs it, for they all open one for `ws://` too. */
function refuseOutside(state: ProxyState, client: Client, incoming: IncomingMessage, socket: Duplex): void {
  const header = incoming.headers["proxy-authorization"];
  const session = authenticate(header, client.socketSession, (id) => state.sessions.get(id));
  const start = startOf(splitAbsolute(incoming.url ?? ""), incoming);
  if (!session) {
    state.repeated.add(client.source, { ...start, session: client.socketSession }, unauthenticated);
    if (!state.strangers.mayHear(client.source, header)) socket.destroy();
    else writeRefusal(socket, unauthenticated, ["proxy-authenticate", 'Basic realm="clauderon"']);
    return;
  }
  const record = new RequestRecord(state.audit, { ...start, session });
  const refused = tunnelsOnly("ws");
  record.rule = refused.rule;
  record.reason = refused.reason;
  record.responseCode = refused.status;
  writeRefusal(socket, refused);
  record.end(null);
}

/** Keeps order, casing and repetition as they came. */
function setRawHeaders(call: ReturnType<typeof httpRequest>, fields: readonly string[]): void {
  for (let at = 0; at < fields.length; at += 2) call.appendHeader(fields[at] as string, fields[at + 1] as string);
}
