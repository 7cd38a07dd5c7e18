import type { IncomingMessage, ServerResponse } from "node:http";
import type { Policy } from "../policy.ts";
import { ByteCollector } from "./byteCollector.ts";
import type { RequestRecord } from "./record.ts";

/** Entries of the catalogue that stand for an OAuth token endpoint whose login the host keeps and renews itself. */
const refreshRules: ReadonlySet<string> = new Set([
  "builtin.anthropic.oauth-token",
  "builtin.anthropic.oauth-token-api",
  "builtin.openai.oauth-token",
]);

const maxBytes = 16 * 1024;
/** Long enough to keep an agent from asking again soon. */
const expiresInSeconds = 8 * 60 * 60;

/** Would this refused request be answered here instead, if it turns out to be a refresh of one of our placeholders? */
export function mayBeRefresh(rule: string, incoming: IncomingMessage): boolean {
  return refreshRules.has(rule) && incoming.method === "POST" && incoming.headers.expect === undefined;
}

/**
 * A client that holds a placeholder for a refresh token gets its placeholders back, as new ones: the real login never
 * was inside, and is renewed on the host. Everything else that is sent to such an endpoint asks for a login of its own,
 * and is refused.
 */
export function answerRefresh(
  policy: Policy,
  record: RequestRecord,
  incoming: IncomingMessage,
  response: ServerResponse,
  refuse: () => void,
): void {
  const body = new ByteCollector();
  let bytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) body.add(chunk);
  });
  incoming.on("error", () => {});
  // Also when the client left in the middle: the record is due in any case.
  incoming.once("close", () => {
    record.requestBytes = bytes;
    const answer = bytes <= maxBytes && incoming.complete ? refreshed(policy, body.bytes.toString()) : null;
    if (answer === null) return refuse();
    const text = JSON.stringify(answer);
    record.decision = "allow";
    record.rule = "token-refresh";
    record.reason = "Answered by the proxy with placeholders; the login itself is renewed on the host.";
    record.responseCode = 200;
    record.responseBytes = Buffer.byteLength(text);
    response.sendDate = false;
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end(text);
    record.end(null);
  });
}

/** The answer to a refresh of one of our placeholders; null for any other body. */
export function refreshed({ placeholders, injections }: Policy, body: string): object | null {
  const sent = fieldsOf(body);
  if (sent?.grant_type !== "refresh_token") return null;
  const known = placeholders.find(({ placeholder }) => placeholder === sent.refresh_token);
  const into = injections.find((it) => it.credentialId === known?.credentialId && it.header === "authorization");
  if (!known || !into) return null;
  return {
    token_type: "Bearer",
    access_token: into.placeholder,
    refresh_token: known.placeholder,
    expires_in: expiresInSeconds,
    ...(typeof sent.scope === "string" ? { scope: sent.scope } : {}),
  };
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> | null {
  if (!body.trimStart().startsWith("{")) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return null;
  }
}
