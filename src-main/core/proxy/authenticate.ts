import { createHash, timingSafeEqual } from "node:crypto";

/** What a client sent as `Proxy-Authorization`. */
export interface ProxyCredentials {
  readonly sessionId: string;
  readonly secret: string;
}

/** Reads `Basic base64(id:secret)`; null when it is anything else. */
export function parseProxyAuthorization(header: string): ProxyCredentials | null {
  const match = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(header);
  if (!match) return null;
  const text = Buffer.from(match[1] as string, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? null : { sessionId: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** Compares in constant time with a hex SHA-256. A session that does not exist costs the same. */
export function secretMatches(secret: string, secretHash: string | null): boolean {
  const sent = createHash("sha256").update(secret).digest();
  const known = Buffer.from(secretHash ?? "", "hex");
  const comparable = known.length === sent.length ? known : Buffer.alloc(sent.length);
  return timingSafeEqual(sent, comparable) && known.length === sent.length;
}

export interface KnownSession {
  readonly id: string;
  readonly secretHash: string;
}

/**
 * Who is calling? On a session's own socket the socket says it, and credentials may be absent but not wrong; elsewhere
 * they are needed. Null means 407.
 */
export function authenticate<S extends KnownSession>(
  header: string | undefined,
  socketSession: S | null,
  find: (id: string) => S | undefined,
): S | null {
  if (header === undefined) return socketSession;
  const credentials = parseProxyAuthorization(header);
  const named = credentials && find(credentials.sessionId);
  const matches = secretMatches(credentials?.secret ?? "", named ? named.secretHash : null);
  if (!matches || !named) return null;
  return socketSession === null || socketSession.id === named.id ? named : null;
}
