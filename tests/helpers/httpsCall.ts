import { request } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One HTTPS request to a server on loopback, verified against the given CA for the given name. */
export function httpsCall(options: {
  readonly port: number;
  readonly ca: string;
  readonly servername: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port, ca, servername, method = "GET", path } = options;
    const headers = { host: servername, ...options.headers };
    const call = request(
      { host: "127.0.0.1", port, ca, servername, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    call.on("error", reject);
    call.end(options.body);
  });
}
