import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "./exchange.ts";

/** Kinds of error as the Anthropic API names them: its clients show the message to the user. */
const kinds: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  404: "not_found_error",
  407: "authentication_error",
  413: "request_too_large",
  429: "rate_limit_error",
  431: "request_too_large",
  502: "api_error",
  503: "api_error",
  504: "timeout_error",
};

/** The body of DESIGN §6: one sentence for people, and the same in parts for programs. */
export function refusalBody({ status, rule, reason, retryable, hint, approval }: Refusal): string {
  const prefix = status === 403 ? "Refused by Clauderon" : "Clauderon";
  const message = hint ? `${prefix}: ${reason} ${hint}` : `${prefix}: ${reason}`;
  const type = kinds[status] ?? "permission_error";
  const clauderon = { rule, reason, retryable, hint, ...(approval === undefined ? {} : { approval }) };
  return `${JSON.stringify({ type: "error", error: { type, message }, clauderon })}\n`;
}

export function refusal(
  status: number,
  rule: string,
  reason: string,
  hint: string | null = null,
  retryable = false,
): Refusal {
  return { status, rule, reason, hint, retryable };
}

export function sendRefusal(response: ServerResponse, refused: Refusal, closes: boolean): void {
  const body = Buffer.from(refusalBody(refused));
  response.sendDate = false;
  response.writeHead(refused.status, [
    ...refusalHeaders(refused, body.length),
    ...(closes ? ["connection", "close"] : []),
  ]);
  response.end(body);
}

/** For connections without a response object: CONNECT, upgrades, and what the parser could not read. */
export function writeRefusal(socket: Duplex, refused: Refusal, extra: readonly string[] = []): void {
  const body = Buffer.from(refusalBody(refused));
  const fields = [...refusalHeaders(refused, body.length), "connection", "close", ...extra];
  let head = `HTTP/1.1 ${refused.status} ${reasonPhrases[refused.status] ?? "Refused"}\r\n`;
  for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
  socket.on("error", () => {});
  if (socket.writable) socket.end(Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), body]));
  // What the client goes on sending is read away for a moment: unread bytes would turn the end into a reset.
  socket.resume();
  setTimeout(() => socket.destroy(), 1_000).unref();
}

function refusalHeaders({ rule, status, retryAfter }: Refusal, length: number): string[] {
  const fields = [
    "content-type",
    "application/json",
    "content-length",
    String(length),
    "x-clauderon-denied",
    headerSafe(rule),
  ];
  const seconds = retryAfter ?? (status === 429 ? 1 : null);
  return seconds === null ? fields : [...fields, "retry-after", String(seconds)];
}

function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  421: "Misdirected Request",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

export const proxyOff = refusal(
  503,
  "proxy-off",
  "The proxy is switched off.",
  "Switch it on with `clauderon proxy enable`, or in the app.",
  true,
);

export const auditUnavailable = refusal(
  503,
  "audit-unavailable",
  "The audit log cannot be written, so nothing is forwarded.",
  "`clauderon proxy status` on the host says why.",
  true,
);

export const sessionStopped = refusal(
  403,
  "session-stopped",
  "This session is stopped.",
  "Start it with `clauderon start`.",
);

/** What a connection without a session's credentials is told. */
export const unauthenticated = refusal(
  407,
  "no-session",
  "This connection carries no session's credentials, and without them anything could spend the user's tokens.",
  "On the host, run `clauderon env NAME --create --format docker`: it prints the arguments for `docker run`.",
);

export function tooMany(what: string): Refusal {
  return refusal(
    429,
    `limit-${what}`,
    `This session opens too many ${what} at once.`,
    "Wait a second and retry.",
    true,
  );
}
