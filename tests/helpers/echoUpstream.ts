import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttp } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

/** One request as the upstream saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  readonly tlsReused: boolean;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface EchoUpstream {
  readonly port: number;
  /** For `[[upstream]] address`. */
  readonly address: { readonly host: string; readonly port: number };
  readonly seen: readonly Seen[];
  connections(): number;
  /** Answers for paths of its own; everything else is told what was seen. */
  on(path: string, handler: Handler): void;
  onUpgrade(handler: (request: IncomingMessage, socket: Duplex) => void): void;
  close(): Promise<void>;
}

/** A server that reports what it saw. With `tls` it speaks TLS only. */
export async function echoUpstream(tls: { key: string; cert: string } | null): Promise<EchoUpstream> {
  const seen: Seen[] = [];
  const handlers = new Map<string, Handler>();
  const numbers = new WeakMap<object, number>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => {});
    const own = handlers.get((request.url ?? "").split("?")[0] as string);
    if (own) {
      note(request, "");
      own(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      note(request, body);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ method: request.method, path: request.url, headers: request.rawHeaders, body }));
    });
  };
  const note = (request: IncomingMessage, body: string): void => {
    const socket = request.socket as Socket & { isSessionReused?: () => boolean };
    seen.push({
      method: request.method ?? "",
      path: request.url ?? "",
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      body,
      connection: numbers.get(socket) ?? 0,
      tlsReused: socket.isSessionReused?.() ?? false,
    });
  };
  const server = tls ? createServer({ ...tls, keepAliveTimeout: 60_000 }, answer) : createHttp(answer);
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => numbers.set(socket, ++connections));
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: { host: "127.0.0.1", port },
    seen,
    connections: () => connections,
    on: (path, handler) => void handlers.set(path, handler),
    onUpgrade: (handler) =>
      void server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
        note(request, "");
        socket.on("error", () => {});
        handler(request, socket);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
