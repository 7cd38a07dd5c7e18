import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Channel } from "../../../src-shared/rpc/channel.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { Logins } from "./logins.ts";
import { pageHeaders } from "./pageHeaders.ts";
import { foreignRequest } from "./requestGuard.ts";
import { StaticFiles } from "./staticFiles.ts";
import { webSocketChannel } from "./webSocketChannel.ts";

export interface WebGatewayOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of the built renderer. */
  readonly assets: string;
  /** Hears each signed-in browser tab. */
  readonly onChannel: (channel: Channel) => void;
}

export interface WebGateway {
  readonly port: number;
  /** A link that signs one tab in, once, within 60 s. The token is in the fragment, which no browser sends. */
  newLink(): string;
  close(): Promise<void>;
}

const maxLoginBytes = 1024;
const maxMessageBytes = 16 * 1024 * 1024;
const bearerWaitMs = 5_000;
/** Sockets at once, signed in or not: a page that opens them in a loop must not cost memory. */
const maxSockets = 128;
const pingEveryMs = 30_000;

/** The renderer and the contract for browsers of this machine: loopback HTTP and WebSocket, see SECURITY.md. */
export async function openWebGateway(options: WebGatewayOptions): Promise<WebGateway> {
  const files = new StaticFiles(options.assets);
  if (!files.isComplete) {
    throw new AppError("unavailable", "The browser program is not built.", "Run `npm run build`.");
  }
  const logins = new Logins();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxMessageBytes });
  const server = createServer((request, response) => {
    answer(request, response, { files, logins, port: portOf(server) }).catch(() => response.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => {});
    const refusal =
      foreignRequest({ method: "GET", headers: request.headers, needsOrigin: true }, portOf(server)) ??
      (request.url === "/ws" ? null : "There is no such socket.") ??
      (sockets.clients.size >= maxSockets ? "Too many sockets." : null);
    if (refusal) return void socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      pings.watch(webSocket);
      authenticate(webSocket, logins, () => options.onChannel(webSocketChannel(webSocket)));
    });
  });
  await listen(server, options.port);
  const pings = new Pings(sockets.clients);

  return {
    port: portOf(server),
    newLink: () => `http://127.0.0.1:${portOf(server)}/#login=${logins.newToken()}`,
    async close() {
      pings.stop();
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Place {
  readonly files: StaticFiles;
  readonly logins: Logins;
  readonly port: number;
}

async function answer(request: IncomingMessage, response: ServerResponse, place: Place): Promise<void> {
  const method = request.method ?? "GET";
  const isRead = method === "GET" || method === "HEAD";
  const refusal = foreignRequest({ method, headers: request.headers, needsOrigin: !isRead }, place.port);
  if (refusal) return send(response, 403, "text/plain; charset=utf-8", `Refused: ${refusal}\n`);
  const headers = pageHeaders([`ws://${request.headers.host ?? ""}`]);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("cache-control", "no-store");
  const path = (request.url ?? "/").replace(/[?#].*$/s, "");
  if (isRead) {
    const file = place.files.find(path);
    if (!file) return send(response, 404, "text/plain; charset=utf-8", "There is no such page.\n");
    if (file.isHashed) response.setHeader("cache-control", "public, max-age=31536000, immutable");
    return send(response, 200, file.type, method === "HEAD" ? "" : file.bytes);
  }
  if (method !== "POST" || (path !== "/login" && path !== "/logout")) {
    return send(response, 405, "text/plain; charset=utf-8", "There is nothing to do here.\n");
  }
  const value = await readText(request);
  if (value === null) return send(response, 413, "application/json", "{}");
  if (path === "/logout") {
    place.logins.signOut(value);
    return send(response, 200, "application/json", "{}");
  }
  const result = place.logins.exchange(value);
  if (result.ok) return send(response, 200, "application/json", JSON.stringify({ bearer: result.bearer }));
  return send(response, result.status, "application/json", "{}");
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { "content-type": type });
  response.end(body);
}

/** A short text, as it is; null when it is longer than any token. */
async function readText(request: IncomingMessage): Promise<string | null> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk as string;
    if (text.length > maxLoginBytes) return null;
  }
  return text;
}

/** The first message is the bearer; until it came, and was right, nothing else is read. */
function authenticate(socket: WebSocket, logins: Logins, onSignedIn: () => void): void {
  const late = setTimeout(() => socket.close(4401), bearerWaitMs);
  socket.on("error", () => {});
  socket.once("close", () => clearTimeout(late));
  socket.once("message", (data, isBinary) => {
    clearTimeout(late);
    if (isBinary || !logins.isSignedIn(String(data))) return socket.close(4401);
    onSignedIn();
    socket.send("ready");
  });
}

/** Ends sockets whose browser is gone without a word, a laptop asleep for example. */
class Pings {
  readonly #waitedFor = new Set<WebSocket>();
  readonly #timer: NodeJS.Timeout;

  constructor(sockets: ReadonlySet<WebSocket>) {
    this.#timer = setInterval(() => {
      for (const socket of sockets) {
        if (this.#waitedFor.has(socket)) socket.terminate();
        this.#waitedFor.add(socket);
        socket.ping();
      }
    }, pingEveryMs).unref();
  }

  watch(socket: WebSocket): void {
    socket.on("pong", () => this.#waitedFor.delete(socket));
    socket.once("close", () => this.#waitedFor.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new AppError(
          "port_taken",
          `Port ${port} for the browser is taken.`,
          "Give another with `--web-port`, or none.",
        ),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
