import type { IncomingMessage, ServerResponse } from "node:http";
import { decideOrAsk } from "./approvals/askUser.ts";
import { authenticate } from "./authenticate.ts";
import { type Client, clientOf } from "./clientState.ts";
import {
  type Destination,
  hasBody,
  inTunnel,
  proxyRequest,
  splitAbsolute,
  startOf,
  tunnelsOnly,
} from "./destination.ts";
import type { Refusal, Verdict } from "./exchange.ts";
import { forward } from "./forward.ts";
import { answerHook, hookHost } from "./hookEndpoint.ts";
import { inspectFirst } from "./inspection/inspectFirst.ts";
import { prepareAnswer } from "./inspection/prepareAnswer.ts";
import type { ProxyState } from "./proxyState.ts";
import { RequestRecord } from "./record.ts";
import { proxyOff, refusal, sendRefusal, sessionStopped, tooMany, unauthenticated } from "./refusals.ts";
import { shapeProblem } from "./requestShape.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";
import type { SessionState } from "./sessionState.ts";
import { answerRefresh, mayBeRefresh } from "./tokenEndpoint.ts";

const realm = ["proxy-authenticate", 'Basic realm="clauderon"'] as const;

/** Handles one parsed request, in a tunnel or in absolute form: refused here, or decided by the pipeline and sent on. */
export function handleRequest(
  state: ProxyState,
  incoming: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): void {
  const client = clientOf(incoming.socket);
  if (!client) {
    incoming.socket.destroy();
    return;
  }
  if (client.closing) {
    incoming.resume();
    return;
  }
  if (client.tunnel) client.tunnel.used = true;
  const destination = client.tunnel ? inTunnel(client.tunnel, incoming) : absolute(state, client, incoming, response);
  if (!destination) return;
  const { session, host, port, target } = destination;
  if (host === hookHost && port === 80 && destination.scheme === "http") {
    client.latest = null;
    answerHook(state, session, target, incoming, response);
    return;
  }
  const record = new RequestRecord(state.audit, {
    session,
    scheme: destination.scheme,
    host,
    port,
    method: incoming.method ?? null,
    target,
    httpVersion: incoming.httpVersion,
  });
  client.latest = { incoming, response, record };
  const early = refuseEarly(state, destination, incoming);
  if (early) {
    if (early.status === 429) {
      state.repeated.add(session.id, { ...startOf(destination, incoming), session }, early);
      sendRefusal(response, early, hasBody(incoming));
    } else refuse(record, response, early, incoming, early === proxyOff ? "off" : "deny");
    return;
  }
  const unread = () => proxyRequest(destination, incoming, false);
  inspectFirst({ state, session, record, incoming, response, expectsContinue, request: unread }, (inspected) => {
    // Reading took time, in which the proxy or the session may have been stopped.
    const late = inspected && (!state.enabled ? proxyOff : session.data.running ? null : sessionStopped);
    const refused = inspected && "refusal" in inspected ? inspected.refusal : late;
    if (refused || (inspected && "refusal" in inspected)) {
      refuse(record, response, refused ?? sessionStopped, incoming, refused === proxyOff ? "off" : "deny");
      return;
    }
    decideOrAsk({
      state,
      session,
      record,
      request: () => ({ ...unread(), body: inspected?.facts ?? null }),
      onGone(listener) {
        response.once("close", listener);
        return () => response.off("close", listener);
      },
      proceed(verdict, request) {
        noteVerdict(record, verdict);
        const { refusal: no } = verdict;
        if (no) {
          inspected?.release();
          const sayNo = (): void => refuse(record, response, no, incoming, verdict.decision, verdict.reason);
          if (!inspected && mayBeRefresh(no.rule, incoming)) {
            answerRefresh(state.policy, record, incoming, response, sayNo);
          } else sayNo();
          return;
        }
        const model = request.method === "POST" && hostPolicy(state.policy, host, port).model;
        const whole = inspected?.send(verdict) ?? { verdict, body: null };
        prepareAnswer(state, session, request, response);
        const waits = expectsContinue && !inspected;
        forward({
          state,
          session,
          client,
          request,
          record,
          incoming,
          response,
          expectsContinue: waits,
          model,
          ...whole,
        });
      },
    });
  });
}

export function noteVerdict(record: RequestRecord, verdict: Verdict): void {
  record.service = verdict.service;
  record.decision = verdict.decision;
  record.rule = verdict.rule;
  record.reason = verdict.reason;
}

/** What is refused without looking at rules; null to go on. Also decides for upgrades. */
export function refuseEarly(
  state: ProxyState,
  { session, refused }: Pick<Destination, "session" | "refused">,
  incoming: IncomingMessage,
): Refusal | null {
  if (!state.enabled) return proxyOff;
  if (!session.data.running) return sessionStopped;
  if (refused) return refused;
  if (!session.requests.take(performance.now())) return tooMany("requests");
  const problem = shapeProblem(incoming.rawHeaders, incoming.httpVersion);
  return problem ? refusal(400, "malformed-request", problem) : null;
}

function absolute(
  state: ProxyState,
  client: Client,
  incoming: IncomingMessage,
  response: ServerResponse,
): Destination | null {
  const header = incoming.headers["proxy-authorization"];
  const session = authenticate(header, client.socketSession, (id) => state.sessions.get(id));
  const parsed = splitAbsolute(incoming.url ?? "");
  if (!session) {
    // Each start's network self-test asks for this refusal, at a name that leads nowhere: not an event of the session.
    if (client.socketSession === null || parsed?.host !== hookHost) {
      const start = { ...startOf(parsed, incoming), session: client.socketSession };
      state.repeated.add(client.source, start, unauthenticated);
    }
    if (!state.strangers.mayHear(client.source, header)) {
      client.socket.destroy();
      return null;
    }
    response.setHeader(...realm);
    sendRefusal(response, unauthenticated, true);
    return null;
  }
  if (!joinSession(client, session)) {
    state.repeated.add(session.id, { ...startOf(null, incoming), session }, tooMany("connections"));
    sendRefusal(response, tooMany("connections"), true);
    return null;
  }
  if (parsed?.scheme === "http")
    return { session, ...parsed, scheme: "http", sni: null, refused: nameLimit(session, parsed.host) };
  const problem = parsed
    ? tunnelsOnly(parsed.scheme)
    : refusal(
        400,
        "not-a-proxy-request",
        "This is a proxy; the request names no host.",
        "Set HTTP_PROXY to this address.",
      );
  const record = new RequestRecord(state.audit, { ...startOf(parsed, incoming), session });
  refuse(record, response, problem, incoming, "deny");
  return null;
}

/** Counts a connection for the session that it turned out to belong to; false when there are too many. */
export function joinSession(client: Client, session: SessionState): boolean {
  if (client.session === session) return true;
  if (client.session !== null || session.connections.size >= session.maxConnections) return false;
  client.session = session;
  session.connections.add(client.socket);
  client.socket.once("close", () => session.connections.delete(client.socket));
  return true;
}

/** A refusal when a session asks for new names too fast: a way to carry data out through DNS. */
export function nameLimit(session: SessionState, host: string): Refusal | null {
  if (session.names.has(host)) return null;
  if (!session.newNames.take(performance.now())) return tooMany("new names");
  session.names.add(host);
  return null;
}

function refuse(
  record: RequestRecord,
  response: ServerResponse,
  refused: Refusal,
  incoming: IncomingMessage,
  decision: RequestRecord["decision"],
  /** What the record says, where that is not what the client is told. */
  reason: string | null = refused.reason,
): void {
  record.decision = decision;
  record.rule = refused.rule;
  record.reason = reason;
  record.responseCode = refused.status;
  // A body that nobody will read ends the connection: it is not waited for. So does one whose end is not certain.
  const closes = hasBody(incoming) || refused.status === 400;
  const client = clientOf(incoming.socket);
  if (closes && client) client.closing = true;
  sendRefusal(response, refused, closes);
  if (closes) incoming.resume();
  record.end(null);
}
