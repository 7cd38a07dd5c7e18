import type { HeaderList } from "../exchange.ts";
import { hopByHop } from "../hopByHop.ts";
import { renderAuthority } from "./hostMatch.ts";
import type { Rule } from "./rule.ts";

/** Never forwarded. `expect` is answered by our own server. */
const ofThisHop = new Set([...hopByHop, "expect"]);

/**
 * Dropped on injected hosts. Parts of a body cannot be searched for a secret (range, encodings); a cookie is a
 * second credential.
 */
const onInjectedHosts = new Set(["accept-encoding", "cookie", "if-range", "range"]);

/** A Connection header may not take these away: they say where the request goes and where its body ends. */
const kept = new Set(["content-length", "host"]);

/** Writes the headers that are forwarded: order and casing as they came, without what belongs to this hop or to us. */
export const stripHeaders: Rule = ({ request, host, names }, draft) => {
  const listed = connectionListed(request.headers, names);
  const replaced = draft.injections.length > 0 || draft.anonymous;
  const authority = renderAuthority(request.scheme, request.host, request.port);
  const headers: (readonly [string, string])[] = [];
  let hasHost = false;
  for (const [index, field] of request.headers.entries()) {
    const name = names[index] as string;
    if (name === "host") {
      hasHost = true;
      headers.push([field[0], authority]);
    } else if (ofThisHop.has(name) || name.startsWith("proxy-") || (listed?.has(name) && !kept.has(name))) {
      // Any other protocol (h2c) would carry requests that nobody sees.
      if (name === "upgrade" && request.upgrade && /^websocket$/i.test(field[1].trim()))
        headers.push(["Connection", "Upgrade"], field);
    } else if (!host.injected) {
      headers.push(field);
    } else if (!onInjectedHosts.has(name) && !(replaced && host.credentialHeaders.has(name))) {
      headers.push(field);
    }
  }
  if (!hasHost) headers.unshift(["Host", authority]);
  if (host.injected) headers.push(["Accept-Encoding", "identity"]);
  return { change: { headers } };
};

function connectionListed(headers: HeaderList, names: readonly string[]): ReadonlySet<string> | null {
  let listed: Set<string> | null = null;
  for (const [index, [, value]] of headers.entries()) {
    if (names[index] !== "connection" || value === "keep-alive" || value === "close") continue;
    listed ??= new Set();
    for (const item of value.split(",")) listed.add(item.trim().toLowerCase());
  }
  return listed;
}
