import { request } from "node:https";
import { rootCertificates } from "node:tls";
import type { Upstream } from "../policy.ts";
import { hostMatches } from "../proxy/rules/hostMatch.ts";

export interface FetchRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One small HTTPS request of the host's own. Rejects when there was no answer. Follows no redirect. */
export type Fetch = (url: string, options: FetchRequest) => Promise<{ status: number; body: string }>;

const timeoutMs = 10_000;
const maxBodyBytes = 256 * 1024;

/** Goes where the proxy would go: `[[upstream]]` entries hold, TLS is verified for the name in the URL. */
export function hostFetch(upstreams: readonly Upstream[], extraCaPem: string | null): Fetch {
  return (url, { method, headers, body }) => {
    const { hostname, port, pathname, search } = new URL(url);
    const portNumber = port === "" ? 443 : Number(port);
    const upstream = upstreams.find((it) => hostMatches(it.host, hostname) && it.port === portNumber);
    const extra = [upstream?.caPem, extraCaPem].filter((pem) => typeof pem === "string");
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: upstream?.address.host ?? hostname,
        port: upstream?.address.port ?? portNumber,
        servername: hostname,
        path: pathname + search,
        method,
        headers: { ...headers, host: port === "" ? hostname : `${hostname}:${port}`, "user-agent": "clauderon" },
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        ...(extra.length > 0 ? { ca: [...rootCertificates, ...extra] } : {}),
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
        response.once("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      outgoing.end(body);
    });
  };
}
