/** Fields of the upstream's connection, not of its answer. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Fields that must not come behind a body: framing, routing and credentials (RFC 9110 6.5.1). */
const notInTrailers = new Set([
  ...hopByHop,
  "authorization",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "cookie",
  "host",
  "set-cookie",
  "set-cookie2",
  "www-authenticate",
  "x-api-key",
]);

export interface FilteredHeaders {
  /** Names and values in turn, as they came. */
  readonly fields: string[];
  /** Fields dropped because they held the secret. */
  readonly withheld: number;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
}

/** What of an answer's head goes on to the client. No field that holds one of `secrets` does. */
export function filterHeaders(raw: readonly Buffer[], secrets: readonly string[]): FilteredHeaders {
  const fields: string[] = [];
  let withheld = 0;
  let contentType: string | null = null;
  let contentEncoding: string | null = null;
  const listed = connectionListed(raw);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as Buffer).toString("latin1");
    const value = (raw[at + 1] as Buffer).toString("latin1");
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || listed?.has(lower)) continue;
    if (holdsSecret(value, secrets)) {
      withheld++;
      continue;
    }
    if (lower === "content-type") contentType = value;
    else if (lower === "content-encoding") contentEncoding = value;
    fields.push(name, value);
  }
  return { fields, withheld, contentType, contentEncoding };
}

/** Pairs of trailer fields that go on. */
export function filterTrailers(raw: readonly Buffer[], secrets: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as Buffer).toString("latin1");
    const value = (raw[at + 1] as Buffer).toString("latin1");
    if (!notInTrailers.has(name.toLowerCase()) && !holdsSecret(value, secrets)) pairs.push([name, value]);
  }
  return pairs;
}

function holdsSecret(value: string, secrets: readonly string[]): boolean {
  for (const secret of secrets) if (value.includes(secret)) return true;
  return false;
}

function connectionListed(raw: readonly Buffer[]): ReadonlySet<string> | null {
  let listed: Set<string> | null = null;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] as Buffer;
    if (name.length !== 10 || name.toString("latin1").toLowerCase() !== "connection") continue;
    listed ??= new Set();
    for (const item of (raw[at + 1] as Buffer).toString("latin1").split(",")) {
      const field = item.trim().toLowerCase();
      if (field !== "content-length" && field !== "content-type") listed.add(field);
    }
  }
  return listed;
}
