import { type Client, resetClient, type Tunnel } from "./clientState.ts";
import type { ProxyState } from "./proxyState.ts";
import { RequestRecord } from "./record.ts";
import type { Running } from "./sessionState.ts";
import { findRoute } from "./upstreamRoute.ts";

/** Joins a client and an upstream without looking inside, because a rule says so. Guarded and recorded all the same. */
export function openOpaqueTunnel(
  state: ProxyState,
  client: Client,
  { session, host, port }: Tunnel,
  rule: { readonly source: string; readonly reason: string | null },
): void {
  const { socket } = client;
  const record = new RequestRecord(state.audit, {
    session,
    scheme: "tcp",
    host,
    port,
    method: "CONNECT",
    target: null,
    httpVersion: null,
  });
  record.decision = "tunnel";
  record.rule = rule.source;
  record.reason = rule.reason;
  try {
    record.writeIntent();
  } catch {
    record.decision = "deny";
    record.end("audit_unavailable");
    socket.destroy();
    return;
  }
  const named = state.policy.rules.some((it) => it.source === rule.source && it.host !== "*");
  const route = findRoute({ scheme: "https", host, port }, named, state.policy, state.environmentProxy);
  let ended = false;
  const finish = (error: string | null): void => {
    if (ended) return;
    ended = true;
    session.running.delete(running);
    state.inFlight--;
    record.end(error);
  };
  const running: Running = {
    cut(reason) {
      if (reason === "off") record.decision = "off";
      finish(reason);
      resetClient(client);
    },
  };
  session.running.add(running);
  state.inFlight++;
  socket.once("close", () => finish(null));

  state.connector.connect(route, false, (error, upstream) => {
    if (!upstream) {
      finish(error?.kind ?? "upstream_unreachable");
      resetClient(client);
      return;
    }
    upstream.on("error", () => {
      finish("upstream_reset");
      resetClient(client);
    });
    if (socket.destroyed) {
      upstream.destroy();
      return;
    }
    socket.on("close", () => upstream.destroy());
    upstream.on("close", () => {
      record.requestBytes = upstream.bytesWritten;
      record.responseBytes = upstream.bytesRead;
      finish(null);
      if (!socket.writableEnded) socket.destroy();
    });
    // Either side may end before the other, as in any TCP connection.
    socket.allowHalfOpen = true;
    upstream.allowHalfOpen = true;
    upstream.once("data", () => record.firstByte());
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
}
