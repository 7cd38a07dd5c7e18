import { lookup } from "node:dns/promises";
import { request } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type SecureContext } from "node:tls";
import { isPublicAddress } from "./addressGuard.ts";
import { renderAuthority } from "./rules/hostMatch.ts";
import type { Route } from "./upstreamRoute.ts";

const answerTimeoutMs = 15_000;

/** Opens a tunnel to the route's address through the corporate proxy. Rejects with a sentence that holds no password. */
export async function openTunnel(proxy: URL, route: Route, trust: SecureContext | null): Promise<Socket> {
  await refusePrivate(route);
  const { address } = route;
  const authority = `${renderAuthority("http", address.host, 80)}:${address.port}`;
  return new Promise((resolve, reject) => {
    const call = request({
      method: "CONNECT",
      path: authority,
      timeout: answerTimeoutMs,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      createConnection: () => connectToProxy(proxy, trust),
    });
    call.once("connect", (response, socket, head) => {
      if (response.statusCode !== 200 || head.length > 0) {
        socket.destroy();
        reject(new Error(`the proxy of the host's environment answered ${response.statusCode}`));
      } else resolve(socket as Socket);
    });
    call.once("response", (response) => {
      call.destroy();
      reject(new Error(`the proxy of the host's environment answered ${response.statusCode}`));
    });
    call.once("timeout", () => call.destroy(new Error("the proxy of the host's environment did not answer")));
    call.once("error", reject);
    call.end();
  });
}

/** A connection to the corporate proxy itself, that requests in absolute form may be sent on. */
export async function openProxy(proxy: URL, route: Route, trust: SecureContext | null): Promise<Socket> {
  await refusePrivate(route);
  return connectToProxy(proxy, trust);
}

/** What a request in absolute form needs beside the URL. */
export function absoluteForm(proxy: URL, { address }: Route, target: string): { path: string; headers: string[] } {
  const path = `http://${renderAuthority("http", address.host, address.port)}${target}`;
  const { "proxy-authorization": credentials } = proxyAuthorization(proxy);
  return { path, headers: credentials === undefined ? [] : ["proxy-authorization", credentials] };
}

function connectToProxy(proxy: URL, trust: SecureContext | null): Socket {
  const name = proxy.hostname.replace(/^\[|\]$/g, "");
  const secure = proxy.protocol === "https:";
  const place = { host: name, port: Number(proxy.port) || (secure ? 443 : 80) };
  if (!secure) return connectTcp(place);
  const named = isIP(name) ? {} : { servername: name };
  return connectTls({ ...place, ...named, ...(trust ? { secureContext: trust } : {}) });
}

/**
 * The corporate proxy resolves names by itself, so what it connects to cannot be checked here. What this host would
 * resolve to a private address is refused; a name that only the proxy knows is the proxy's business.
 */
async function refusePrivate({ address, allowPrivate }: Route): Promise<void> {
  if (allowPrivate) return;
  const found = isIP(address.host)
    ? [{ address: address.host }]
    : await lookup(address.host, { all: true }).catch(() => []);
  if (found.some((it) => !isPublicAddress(it.address))) {
    throw Object.assign(new Error("private address"), { code: "EPRIVATE" });
  }
}

function proxyAuthorization({ username, password }: URL): { "proxy-authorization"?: string } {
  if (username === "" && password === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
