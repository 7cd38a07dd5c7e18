import { type Client, resetClient, type Tunnel } from "./clientState.ts";
import { JoinedConnection } from "./joinedConnection.ts";
import type { ProxyState } from "./proxyState.ts";
import { RequestRecord } from "./record.ts";
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
  const joined = new JoinedConnection({ state, session, client, record });
  socket.once("close", () => joined.finish(null));

  state.connector.connect(route, false, (error, upstream) => {
    if (!upstream) {
      joined.finish(error?.kind ?? "upstream_unreachable");
      resetClient(client);
      return;
    }
    upstream.on("error", () => {
      joined.finish("upstream_reset");
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
      joined.finish(null);
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
