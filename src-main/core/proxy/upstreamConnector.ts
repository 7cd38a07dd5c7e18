import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { connect as connectTcp, isIP, type LookupFunction, type NetConnectOpts, type Socket } from "node:net";
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type SecureContext,
} from "node:tls";
import { isOwnAddress, isPublicAddress } from "./addressGuard.ts";
import { openProxy, openTunnel } from "./corporateTunnel.ts";
import type { Route } from "./upstreamRoute.ts";

/** A connection that could not be made, with the reason as it goes into the record and the answer. */
export class UpstreamError extends Error {
  readonly kind: UpstreamErrorKind;

  constructor(kind: UpstreamErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
export type UpstreamErrorKind =
  | "private_address"
  | "proxy_loop"
  | "upstream_unresolved"
  | "upstream_unreachable"
  | "upstream_timeout"
  | "upstream_bad_certificate"
  | "upstream_tls"
  | "corporate_proxy"
  | "upstream_encoding";

/** As `dns.lookup`. */
export type Lookup = (
  host: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
) => void;

type Connected = (error: UpstreamError | null, socket: Socket | null) => void;

const connectTimeoutMs = 15_000;
/** TLS sessions to resume, one a route. */
const maxSessions = 512;

/** Opens connections to upstreams: guarded, verified, through the corporate proxy where there is one. */
export class UpstreamConnector {
  /** Ports of this program: a request that comes back in is a loop, or asks for the daemon's own doors. */
  readonly ownPorts = new Set<number>();
  readonly #lookup: Lookup;
  readonly #extraCaPem: string | null;
  readonly #timeoutMs: number;
  readonly #sessions = new Map<string, Buffer>();
  readonly #contexts = new Map<string, SecureContext>();

  constructor(extraCaPem: string | null, timeoutMs: number = connectTimeoutMs, find: Lookup = lookup) {
    this.#lookup = find;
    this.#extraCaPem = extraCaPem;
    this.#timeoutMs = timeoutMs;
  }

  /** Calls back once: with a connection that is ready for requests, or with an UpstreamError. */
  connect(route: Route, secure: boolean, done: Connected): void {
    this.#open(route, secure).then(
      (socket) => done(null, socket),
      (error: unknown) => done(asUpstreamError(error, route), null),
    );
  }

  /** The same for a route in absolute form: a connection to the corporate proxy itself. */
  connectToProxy(proxy: URL, route: Route, done: Connected): void {
    const secure = proxy.protocol === "https:";
    openProxy(proxy, route, this.#trust(null))
      .then((socket) => this.#ready(socket, secure, route))
      .then(
        (socket) => done(null, socket),
        (error: unknown) => done(asUpstreamError(error, route), null),
      );
  }

  async #open(route: Route, secure: boolean): Promise<Socket> {
    if (!route.via) {
      const socket = secure ? this.#tls(route, this.#target(route)) : connectTcp(this.#target(route));
      return this.#ready(socket, secure, route);
    }
    const tunnel = await openTunnel(route.via, route, this.#trust(null));
    this.#refuseLoop(tunnel);
    return secure ? this.#ready(this.#tls(route, { socket: tunnel }), true, route) : tunnel;
  }

  #tls(route: Route, to: ConnectionOptions | NetConnectOpts): Socket {
    const session = this.#sessions.get(route.key);
    const secureContext = this.#trust(route.caPem);
    const socket = connectTls({
      ...(to as ConnectionOptions),
      // An address has no server name; the certificate is checked against it all the same.
      servername: isIP(route.host) ? "" : route.host,
      checkServerIdentity: (_, certificate) => checkServerIdentity(route.host, certificate),
      ALPNProtocols: ["http/1.1"],
      ...(session ? { session } : {}),
      ...(secureContext ? { secureContext } : {}),
    });
    socket.on("session", (ticket: Buffer) => {
      this.#sessions.delete(route.key);
      this.#sessions.set(route.key, ticket);
      if (this.#sessions.size > maxSessions) this.#sessions.delete(this.#sessions.keys().next().value as string);
    });
    return socket;
  }

  #target({ address, allowPrivate }: Route): NetConnectOpts {
    if (isIP(address.host) && !allowPrivate && !isPublicAddress(address.host)) throw privateAddress(address.host);
    return {
      host: address.host,
      port: address.port,
      noDelay: true,
      keepAlive: true,
      lookup: allowPrivate ? (this.#lookup as LookupFunction) : this.#guardedLookup,
    };
  }

  /** Names only the addresses that may be connected to: what is checked here is what is connected to. */
  readonly #guardedLookup: LookupFunction = (host, options, callback) => {
    this.#lookup(host, { ...(options as LookupOptions), all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const open = (found as LookupAddress[]).filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (!first) return callback(privateAddress(host), "", 0);
      if ((options as LookupOptions).all) return callback(null, open);
      return callback(null, first.address, first.family);
    });
  };

  #ready(socket: Socket, secure: boolean, route: Route): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(error);
      };
      const timer = setTimeout(() => {
        fail(new UpstreamError("upstream_timeout", `${route.host} did not accept a connection in time.`));
      }, this.#timeoutMs);
      socket.once("error", fail);
      // Before TLS says a word to whatever answers there.
      socket.once("connect", () => {
        try {
          this.#refuseLoop(socket);
        } catch (error) {
          fail(error as Error);
        }
      });
      socket.once(secure ? "secureConnect" : "connect", () => {
        clearTimeout(timer);
        socket.removeListener("error", fail);
        const { remoteAddress } = socket;
        if (!route.allowPrivate && !route.via && !isPublicAddress(remoteAddress ?? "")) {
          return fail(privateAddress(remoteAddress ?? route.host));
        }
        if (!socket.destroyed) resolve(socket);
      });
    });
  }

  #refuseLoop({ remoteAddress, remotePort }: Socket): void {
    if (remotePort === undefined || !this.ownPorts.has(remotePort) || !isOwnAddress(remoteAddress ?? "")) return;
    throw new UpstreamError("proxy_loop", `Port ${remotePort} there is Clauderon's own.`);
  }

  /** Null stands for the process's own roots, which Node keeps parsed. */
  #trust(caPem: string | null): SecureContext | null {
    const extra = [this.#extraCaPem, caPem].filter((pem) => pem !== null);
    if (extra.length === 0) return null;
    const key = extra.join("\n");
    let context = this.#contexts.get(key);
    if (!context) {
      // Made once: parsing the hundred and fifty usual roots takes longer than a handshake.
      context = createSecureContext({ ca: [...getCACertificates("default"), ...extra] });
      this.#contexts.set(key, context);
    }
    return context;
  }
}

function privateAddress(where: string): UpstreamError {
  return new UpstreamError("private_address", `${where} is a loopback, private, link-local or metadata address.`);
}

function asUpstreamError(error: unknown, route: Route): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const told = code ?? message;
  if (code === "EPRIVATE") return privateAddress(route.host);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_NONAME") {
    return new UpstreamError("upstream_unresolved", `${route.host} has no address that this host can find.`);
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME|ALTNAME/.test(code ?? "")) {
    const why = `The certificate of ${route.host} was not accepted (${told}).`;
    return new UpstreamError("upstream_bad_certificate", why, { cause: error });
  }
  const kind = /^ERR_SSL|EPROTO/.test(code ?? "") ? "upstream_tls" : "upstream_unreachable";
  return new UpstreamError(kind, `${route.host} could not be connected to (${told}).`, { cause: error });
}
