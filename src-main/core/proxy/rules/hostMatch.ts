import { isIPv6 } from "node:net";

/** Does a host pattern cover a host? Exact, "*.example.com" (any depth, never the apex), or "*". Both lower case. */
export function hostMatches(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  if (pattern.startsWith("*.")) return host.length > pattern.length - 1 && host.endsWith(pattern.slice(1));
  return pattern === host;
}

/** Lower case, without one trailing dot and without the brackets of an IPv6 literal. */
export function normaliseHost(host: string): string {
  const lower = host.toLowerCase();
  const bare = lower.startsWith("[") && lower.endsWith("]") ? lower.slice(1, -1) : lower;
  return bare.endsWith(".") ? bare.slice(0, -1) : bare;
}

/** Splits "host", "host:port", "[v6]:port" and normalises; null when it is none of these. */
export function parseAuthority(text: string, defaultPort: number): { host: string; port: number } | null {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^\s:@/?#[\]\\]+)(?::(\d{1,5}))?$/.exec(text);
  if (!match) return null;
  const port = match[2] === undefined ? defaultPort : Number(match[2]);
  const host = normaliseHost(match[1] as string);
  if (port < 1 || port > 65_535 || host === "" || (text.startsWith("[") && !isIPv6(host))) return null;
  return { host, port };
}

/** How a Host header names a target: brackets around IPv6, the port only where it is not the scheme's own. */
export function renderAuthority(scheme: "http" | "https", host: string, port: number): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === (scheme === "https" ? 443 : 80) ? name : `${name}:${port}`;
}
