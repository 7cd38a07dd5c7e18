import { request } from "node:https";
import { createSecureContext, rootCertificates, connect as tlsConnect } from "node:tls";
import type { EnvironmentProxy } from "./environmentProxy.ts";
import type { Upstream } from "./policy.ts";
import { openTunnel } from "./proxy/corporateTunnel.ts";
import { findRoute } from "./proxy/upstreamRoute.ts";

export interface FetchRequest {
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FetchAnswer {
  readonly status: number;
  readonly body: string;
  /** What the server takes the time to be; null when it does not say. */
  readonly date: Date | null;
}

/** One small HTTPS request of the host's own. Rejects when there was no answer. Follows no redirect. */
export type Fetch = (url: string, options: FetchRequest) => Promise<FetchAnswer>;

export interface WayOut {
  readonly upstreams: readonly Upstream[];
  readonly environmentProxy: EnvironmentProxy;
  /** Roots beside the usual ones; null for none. */
  readonly extraCaPem: string | null;
}

const timeoutMs = 10_000;
const maxBodyBytes = 256 * 1024;

/** Goes where the proxy would go: `[[upstream]]` and HTTPS_PROXY hold, TLS is verified for the name in the URL. */
export function hostFetch({ upstreams, environmentProxy, extraCaPem }: WayOut): Fetch {
  return async (url, { method, headers, body }) => {
    const { hostname, port, pathname, search } = new URL(url);
    const target = { scheme: "https", host: hostname, port: port === "" ? 443 : Number(port) } as const;
    // The host may speak to its own network.
    const route = findRoute(target, true, { upstreams: [...upstreams] }, environmentProxy);
    const extra = [route.caPem, extraCaPem].filter((pem) => pem !== null);
    const tls = { servername: hostname, ...(extra.length > 0 ? { ca: [...rootCertificates, ...extra] } : {}) };
    const tunnel = route.via && (await openTunnel(route.via, route, createSecureContext(tls)));
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...route.address,
        ...tls,
        // An agent, even none, would make the connection itself.
        ...(tunnel ? { createConnection: () => tlsConnect({ ...tls, socket: tunnel }) } : { agent: false }),
        path: pathname + search,
        method,
        headers: { ...headers, host: port === "" ? hostname : `${hostname}:${port}`, "user-agent": "clauderon" },
        signal: AbortSignal.timeout(timeoutMs),
      });
      outgoing.once("error", reject);
      outgoing.once("response", (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > maxBodyBytes) response.destroy(new Error("answer too large"));
        });
        response.once("error", reject);
        response.once("end", () => {
          tunnel?.destroy();
          const { date } = response.headers;
          resolve({ status: response.statusCode ?? 0, body: text, date: date === undefined ? null : new Date(date) });
        });
      });
      outgoing.end(body);
    });
  };
}
