import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync, zstdDecompressSync } from "node:zlib";

/** One request as the stand-in for an upstream saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly host: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded from gzip and zstd; empty for an upgrade. */
  readonly body: string;
}

export interface StubOptions {
  /** PEM; the certificate must name every host that is routed here. */
  readonly tls: { readonly key: string; readonly cert: string };
  /** The one secret that is let in. */
  readonly token: string;
  /** Strings that must never arrive in a head: the placeholders. */
  readonly placeholders: readonly string[];
  /** 0 or absent picks a free port. */
  readonly port?: number;
}

export interface StubServer {
  readonly port: number;
  /** "127.0.0.1:port", as `[[upstream]] address` wants it. */
  readonly address: string;
  /** Every request so far, refused ones too. */
  readonly requests: readonly SeenRequest[];
  /** What arrived and must not have: a placeholder, a second credential, a wrong or missing token. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

export type StubHandler = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

/** A TLS server on loopback that records what it is asked and objects to every credential but the real one. */
export async function startStubServer(
  options: StubOptions & {
    /** Paths the client calls without a credential. */
    readonly anonymous: (path: string) => boolean;
    /** Objections beyond the bearer token, such as a second header that must name the real account. */
    readonly objections?: (request: SeenRequest) => readonly string[];
    /** Where one server stands for hosts with secrets of their own; absent: `token` everywhere. */
    readonly tokenFor?: (request: SeenRequest) => string;
    readonly handler: StubHandler;
  },
): Promise<StubServer> {
  const requests: SeenRequest[] = [];
  const violations: string[] = [];
  const sockets = new Set<Socket>();

  const admit = (request: SeenRequest): boolean => {
    const head = `${request.path}\n${Object.values(request.headers).join("\n")}`;
    const found = [
      ...options.placeholders.filter((text) => head.includes(text)).map((text) => `placeholder ${text}`),
      ...(request.headers["x-api-key"] === undefined ? [] : ["x-api-key"]),
      ...(request.headers["proxy-authorization"] === undefined ? [] : ["proxy-authorization"]),
      ...(options.objections?.(request) ?? []),
    ];
    const sent = request.headers.authorization;
    const token = options.tokenFor?.(request) ?? options.token;
    if (sent !== `Bearer ${token}` && (sent !== undefined || !options.anonymous(request.path)))
      found.push(sent === undefined ? "no authorization" : "another authorization");
    violations.push(...found.map((what) => `${request.method} ${request.path}: ${what}`));
    return found.length === 0;
  };

  const serverOptions: ServerOptions = { ...options.tls, keepAliveTimeout: 60_000 };
  const server = createServer(serverOptions, (message, response) => {
    // A client that goes away in the middle of an answer is an ordinary event.
    response.on("error", () => {});
    void (async () => {
      const request = seen(message, await readBody(message));
      requests.push(request);
      if (admit(request)) await options.handler(request, response);
      else
        sendJson(response, 401, { type: "error", error: { type: "authentication_error", message: "Invalid token" } });
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  server.on("upgrade", (message, socket) => {
    const request = seen(message, "");
    requests.push(request);
    admit(request);
    socket.end("HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `127.0.0.1:${port}`,
    requests,
    violations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
  response.end(bytes);
}

/** One server-sent event; its type is also the event's name. */
export interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Opens an event stream and returns a function that sends one event. */
export function eventStream(response: ServerResponse): (event: StreamEvent) => void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  return (event) => void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function seen(message: IncomingMessage, body: string): SeenRequest {
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : `${value}`,
    ]),
  );
  return { method: message.method ?? "", path: message.url ?? "", host: headers.host ?? "", headers, body };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const encoding = message.headers["content-encoding"];
  if (encoding === "zstd") return zstdDecompressSync(bytes).toString();
  return (encoding === "gzip" ? gunzipSync(bytes) : bytes).toString();
}
