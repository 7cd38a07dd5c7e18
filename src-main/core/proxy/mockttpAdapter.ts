import { EventEmitter } from "node:events";
import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * The only file that touches mockttp, pinned at 4.6.3, and its internals. From mockttp come the sniffing of protocols,
 * CONNECT and HTTP parsing. What it would do by itself is taken out: it listens on all interfaces, answers every
 * CONNECT with 200, mints RSA leaves, forwards what no rule matched, and copies each connection's facts for its events.
 */
export interface EngineHandlers {
  onRequest(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void;
  onConnect(request: IncomingMessage, socket: Socket, head: Buffer): void;
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A connection whose first bytes are a TLS hello, still unread. */
  onTls(socket: Socket): void;
  /** A connection whose first bytes are neither TLS nor HTTP/1. */
  onForeign(socket: Duplex): void;
  /** The parser gave up on what came in. */
  onBroken(error: NodeJS.ErrnoException, socket: Duplex): void;
}

export interface EngineLimits {
  readonly headerBytes: number;
  readonly headerTimeoutMs: number;
}

export interface Engine {
  /** Takes over a connection of unknown protocol; unread bytes go back with `unshift` before. */
  feed(socket: Socket): void;
  /** Takes over a decrypted connection that speaks HTTP/1. */
  feedHttp(socket: Duplex): void;
  setLimits(limits: EngineLimits): void;
  close(): void;
}

/** How long an idle connection of a client is kept: longer than clients keep it, so that they close first. */
const clientIdleMs = 120_000;

type Sink = Pick<EventEmitter, "emit">;

/** httpolyglot's server, as mockttp holds it: subservers that it hands connections to by their first bytes. */
interface Polyglot extends Server {
  _httpServer: HttpServer & { connectionsCheckingInterval: number; maxHeaderSize: number };
  _http2Server: Sink;
  _tlsServer: Sink;
  _unknownProtocolHandler: Sink;
}

/** Throws when mockttp's internals are not what this file knows. Importing mockttp takes a second: done here only. */
export async function startEngine(real: EngineHandlers, limits: EngineLimits): Promise<Engine> {
  const probe = probeHandlers();
  // The self-test runs on the very engine that is used later, before anything else can reach it.
  let handlers: EngineHandlers = probe;
  const server = await bareServer(() => handlers);
  const http = server._httpServer;
  detach(server);

  server._tlsServer = sink((socket) => handlers.onTls(socket as Socket));
  server._http2Server = sink((socket) => handlers.onForeign(socket));
  // What begins with a letter may be HTTP with a method of its own: the parser then says what is wrong with it.
  server._unknownProtocolHandler = sink((socket) => {
    const head = socket.read() as Buffer | null;
    if (head) socket.unshift(head);
    if (head && /^[A-Za-z]/.test(head.toString("latin1", 0, 1))) http.emit("connection", socket);
    else handlers.onForeign(socket);
  });

  http.on("connect", (request, socket, head) => handlers.onConnect(request, socket as Socket, head));
  http.on("upgrade", (request, socket, head) => {
    if (isWebSocket(request)) return handlers.onUpgrade(request, socket, head);
    // Only WebSockets leave HTTP behind; an offer of h2c is ignored, as RFC 9110 allows.
    if (head.length > 0) socket.unshift(head);
    socket.unshift(withoutUpgrade(request));
    http.emit("connection", socket);
  });
  http.on("clientError", (error, socket) => handlers.onBroken(error, socket));
  http.on("checkContinue", (request, response) => handlers.onRequest(request, response, true));
  http.on("checkExpectation", (request, response) => handlers.onRequest(request, response, false));
  http.keepAliveTimeout = clientIdleMs;
  http.requestTimeout = 0;
  http.timeout = 0;
  http.connectionsCheckingInterval = 1_000;
  const setLimits = ({ headerBytes, headerTimeoutMs }: EngineLimits): void => {
    http.maxHeaderSize = headerBytes;
    http.headersTimeout = headerTimeoutMs;
  };
  setLimits(limits);
  // Node starts its watch over slow headers when a server listens; this one never does.
  http.emit("listening");

  const engine: Engine = {
    feed: (socket) => void server.emit("connection", socket),
    feedHttp: (socket) => void http.emit("connection", socket),
    setLimits,
    close: () => void http.close(),
  };
  await selfTest(engine, probe);
  handlers = real;
  return engine;
}

/** Starts mockttp so that its listener is never opened, not even for a moment, and its request handler is ours. */
async function bareServer(handlers: () => EngineHandlers): Promise<Polyglot> {
  const { getLocal } = await import("mockttp");
  const options = {
    recordTraffic: false,
    suggestChanges: false,
    cors: false,
    maxBodySize: 0,
    passthrough: ["unknown-protocol"] as ["unknown-protocol"],
  };
  const Mockttp = getLocal(options).constructor as new (options: object) => { start(port: number): Promise<void> };
  let polyglot: Polyglot | null = null;
  class Engine extends Mockttp {
    /** What mockttp gives the HTTP server as its listener: our handler instead of its middleware. */
    readonly app = this.handleRequest.bind(this);

    handleRequest(request: IncomingMessage, response: ServerResponse): void {
      handlers().onRequest(request, response, false);
    }
  }
  const engine = new Engine(options);
  Object.defineProperty(engine, "server", {
    get: () => polyglot,
    set(made: Polyglot) {
      polyglot = made;
      Object.assign(made, { listen: () => void setImmediate(() => made.emit("listening")) });
    },
  });
  await engine.start(0);
  const made = polyglot as Polyglot | null;
  const parts = [made?._httpServer, made?._http2Server, made?._tlsServer, made?._unknownProtocolHandler];
  if (!made || made.listening || parts.some((part) => typeof part?.emit !== "function")) throw moved();
  return made;
}

/** Takes mockttp's own listeners off the server and its subservers; httpolyglot's and Node's stay. */
function detach(server: Polyglot): void {
  const connect = server.listenerCount("connect");
  const upgrade = server.listenerCount("upgrade");
  if (connect !== 1 || upgrade !== 1 || server.listenerCount("clientError") !== 1) throw moved();
  const own = server.listeners("connection")[0];
  const events = ["connect", "upgrade", "clientError", "checkContinue", "checkExpectation", "secureConnection"];
  for (const event of [...events, "tlsClientError", "session", "sessionError", "listening", "error", "connection"]) {
    for (const listener of server.listeners(event)) {
      if (listener !== own) server.removeListener(event, listener as () => void);
    }
  }
  if (server._httpServer.listenerCount("connect") !== 0 || server._httpServer.listenerCount("connection") !== 1) {
    throw moved();
  }
}

interface Probe extends EngineHandlers {
  readonly heard: string[];
}

function probeHandlers(): Probe {
  const heard: string[] = [];
  const note = (name: string) => () => void heard.push(name);
  return {
    heard,
    onRequest: (_, response) => {
      heard.push("request");
      response.end();
    },
    onConnect: note("connect"),
    onUpgrade: note("upgrade"),
    onTls: note("tls"),
    onForeign: note("foreign"),
    onBroken: note("broken"),
  };
}

const probes: readonly (readonly [expected: string, bytes: Buffer])[] = [
  ["request", Buffer.from("GET http://self.test/ HTTP/1.1\r\nhost: self.test\r\n\r\n")],
  ["connect", Buffer.from("CONNECT self.test:443 HTTP/1.1\r\nhost: self.test\r\n\r\n")],
  ["tls", Buffer.from("160301", "hex")],
  ["foreign", Buffer.from("0501", "hex")],
  ["broken", Buffer.from("GET / HTTP/1.1\r\nbad header\r\n\r\n")],
];

/** Sends one of each through the engine and sees that it arrives at our handler and at no other. */
async function selfTest(engine: Engine, probe: Probe): Promise<void> {
  for (const [expected, bytes] of probes) {
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    socket.on("error", () => {});
    engine.feed(socket as Socket);
    socket.push(bytes);
    for (let turn = 0; turn < 50 && probe.heard.length === 0; turn++) await nextTurn();
    socket.destroy();
    if (probe.heard.splice(0).join() !== expected) throw moved();
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function sink(take: (socket: Duplex) => void): Sink {
  const emitter = new EventEmitter();
  emitter.on("connection", take);
  return emitter;
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket";
}

/** The request's head again, as if no other protocol had been offered. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (!/^(upgrade|http2-settings)$/i.test(name)) text += `${name}: ${rawHeaders[at + 1]}\r\n`;
  }
  return Buffer.from(`${text}\r\n`, "latin1");
}

function moved(): Error {
  return new Error("mockttp's internals are not those of version 4.6.3, which this proxy is built on.");
}
