import { isIP } from "node:net";
import type { EnvironmentProxy } from "../environmentProxy.ts";
import type { Policy } from "../policy.ts";
import { hostMatches } from "./rules/hostMatch.ts";

/** How a host is reached. Connections are shared by `key`: requests of equal routes may use each other's. */
export interface Route {
  readonly key: string;
  readonly scheme: "http" | "https";
  /** The host that the client named; TLS is verified for it. */
  readonly host: string;
  readonly port: number;
  readonly address: { readonly host: string; readonly port: number };
  /** A corporate proxy on the way; null goes straight. */
  readonly via: URL | null;
  /** The corporate proxy to ask in absolute form, since most open tunnels to port 443 only; null for all else. */
  readonly absoluteVia: URL | null;
  /** Trust beyond the usual roots; null for none. */
  readonly caPem: string | null;
  /** The connection may end at a private address. */
  readonly allowPrivate: boolean;
}

export function findRoute(
  target: { readonly scheme: "http" | "https"; readonly host: string; readonly port: number },
  allowPrivate: boolean,
  { upstreams }: Pick<Policy, "upstreams">,
  environment: EnvironmentProxy,
): Route {
  const { scheme, host, port } = target;
  const upstream = upstreams.find((it) => it.port === port && hostMatches(it.host, host));
  const address = upstream?.address ?? { host, port };
  const open = allowPrivate || upstream !== undefined;
  const via = corporateProxy(scheme, address.host, address.port, environment);
  const place = `${scheme}://${host}:${port}>${address.host}:${address.port}`;
  return {
    key: `${place} ${open ? "any" : "public"} ${via?.href ?? ""} ${upstream?.caPem ?? ""}`,
    scheme,
    host,
    port,
    address,
    via,
    absoluteVia: scheme === "http" && upstream === undefined ? via : null,
    caPem: upstream?.caPem ?? null,
    allowPrivate: open,
  };
}

/** The proxy that the host's environment prescribes for a target; null when it goes straight. */
export function corporateProxy(
  scheme: "http" | "https",
  host: string,
  port: number,
  environment: EnvironmentProxy,
): URL | null {
  const configured = scheme === "https" ? environment.https : environment.http;
  if (!configured || isLoopback(host) || isExempt(host, port, environment.no ?? "")) return null;
  const text = configured.includes("://") ? configured : `http://${configured}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** NO_PROXY as curl reads it: names with their subdomains, optional ports, "*" for all. */
function isExempt(host: string, port: number, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const match = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase());
      const name = (isIP(entry) === 6 ? entry : (match?.[1] ?? "")).replace(/^\*?\./, "");
      const onPort = isIP(entry) === 6 ? undefined : match?.[2];
      if (onPort !== undefined && Number(onPort) !== port) return false;
      return name !== "" && (host === name || host.endsWith(`.${name}`));
    });
}
