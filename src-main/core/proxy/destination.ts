import type { IncomingMessage } from "node:http";
import type { Tunnel } from "./clientState.ts";
import type { HeaderList, ProxyRequest, Refusal } from "./exchange.ts";
import { isHostName } from "./hostName.ts";
import { refusal } from "./refusals.ts";
import { parseAuthority } from "./rules/hostMatch.ts";
import type { SessionState } from "./sessionState.ts";

/** Where a request is meant to go, and who sends it. */
export interface Destination {
  readonly session: SessionState;
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly sni: string | null;
  /** Origin-form. */
  readonly target: string;
  readonly refused: Refusal | null;
}

interface Place {
  readonly scheme: "http" | "https" | "ws" | "wss";
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

/** A request inside a tunnel. It says nothing of where it goes but in its Host: a URL there is one name too many. */
export function inTunnel(tunnel: Tunnel, incoming: IncomingMessage): Destination {
  const { session, host, port, secure, sni } = tunnel;
  const scheme = secure ? "https" : "http";
  const url = incoming.url ?? "";
  const base = { session, scheme, host, port, sni, refused: tunnel.refusal } as const;
  const parsed = url.startsWith("/") || url === "*" ? null : splitAbsolute(url);
  if (!parsed) return { ...base, target: url };
  const reason = "The request in the tunnel has a whole URL for its target, where a path belongs.";
  return { ...base, target: parsed.target, refused: tunnel.refusal ?? refusal(403, "authority-mismatch", reason) };
}

/** The parts of an absolute URL; null for what is none, or of another scheme. */
export function splitAbsolute(url: string): Place | null {
  const match = /^(https?|wss?):\/\/([^/?#]*)(.*)$/i.exec(url);
  if (!match) return null;
  const scheme = (match[1] as string).toLowerCase() as Place["scheme"];
  const authority = parseAuthority(match[2] as string, scheme === "https" || scheme === "wss" ? 443 : 80);
  if (!authority || !isHostName(authority.host)) return null;
  const rest = match[3] as string;
  return { scheme, ...authority, target: rest.startsWith("/") ? rest : `/${rest}` };
}

/** Encrypted URLs and WebSockets need a tunnel: without one their ends could not be told from the proxy's own. */
export function tunnelsOnly(scheme: string): Refusal {
  const what = scheme === "https" ? "https URLs go" : "WebSockets go";
  const rule = scheme === "https" ? "absolute-https" : "absolute-websocket";
  return refusal(403, rule, `${what} through a tunnel.`, "Send CONNECT, as clients with HTTPS_PROXY do.");
}

/** The request as the pipeline takes it. */
export function proxyRequest(destination: Destination, incoming: IncomingMessage, upgrade: boolean): ProxyRequest {
  const { session, scheme, host, port, sni, target } = destination;
  return {
    sessionId: session.id,
    accessMode: session.data.accessMode,
    workspace: session.data.workspace ?? null,
    scheme,
    host,
    port,
    sni,
    method: incoming.method ?? "",
    target,
    headers: headerPairs(incoming.rawHeaders),
    upgrade,
    hasBody: hasBody(incoming),
    ownRepositoryIds: session.ownRepositoryIds,
    body: null,
  };
}

export function startOf(destination: Partial<Place> | null, incoming: IncomingMessage) {
  return {
    scheme: destination?.scheme ?? null,
    host: destination?.host ?? null,
    port: destination?.port ?? null,
    method: incoming.method ?? null,
    target: destination?.target ?? null,
    httpVersion: incoming.httpVersion,
  };
}

export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

function headerPairs(raw: readonly string[]): HeaderList {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] as string, raw[at + 1] as string]);
  return pairs;
}
