import type { IncomingHttpHeaders } from "node:http";

/** What the guard needs to know of a request or an upgrade. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** A WebSocket upgrade, or a call that changes something: it must name the page it comes from. */
  readonly needsOrigin: boolean;
}

/**
 * Whether a request comes from our own page in this machine's browser; null when it does, else why it is refused.
 * Any page in the same browser can send requests to a loopback port, and a name under an attacker's control can be
 * made to resolve to 127.0.0.1 (DNS rebinding). Browsers let no page forge Host, Origin or Sec-Fetch-Site.
 */
export function foreignRequest(request: GuardedRequest, port: number): string | null {
  const { headers } = request;
  const host = headers.host;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return "Host is not this server's address.";
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return "Origin is another page.";
  if (request.needsOrigin && headers.origin === undefined) return "Origin is missing.";
  const site = headers["sec-fetch-site"];
  // A link in a mail or a file may open the program; it gets the same page as everybody, without a login.
  const opensPage = request.method === "GET" && headers["sec-fetch-mode"] === "navigate";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !opensPage) return "Another site asks.";
  return null;
}
