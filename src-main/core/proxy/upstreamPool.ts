import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { type Dispatcher, Pool } from "undici";
import { absoluteForm } from "./corporateTunnel.ts";
import type { UpstreamConnector } from "./upstreamConnector.ts";
import type { Route } from "./upstreamRoute.ts";

/** The hooks of an exchange with an upstream; the controller pauses, resumes and aborts it. */
export type UpstreamHandler = Dispatcher.DispatchHandler;
export type UpstreamController = Dispatcher.DispatchController;

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: Readable | null;
}

/** Routes that keep connections; the one used longest ago is closed first. */
const maxRoutes = 256;
/** Idle connections are closed before most servers do (a minute); a server's own hint counts where it is shorter. */
const idleMs = 55_000;
const longestIdleMs = 300_000;
const hintMarginMs = 2_000;
/** A model may think for long before its first byte. */
const answerTimeoutMs = 900_000;
const maxHeaderBytes = 128 * 1024;

/**
 * One pool of warm HTTP/1.1 connections a route, shared by all sessions: a session's first request finds a connection
 * that another one opened, which saves two round trips.
 */
export class UpstreamPools {
  readonly #connector: UpstreamConnector;
  readonly #silenceMs: number;
  readonly #pools = new Map<string, Pool>();

  /** `silenceMs`: how long an upstream may say nothing, before and within its answer. */
  constructor(connector: UpstreamConnector, silenceMs: number = answerTimeoutMs) {
    this.#connector = connector;
    this.#silenceMs = silenceMs;
  }

  dispatch(route: Route, request: UpstreamRequest, handler: UpstreamHandler): void {
    const method = request.method as Dispatcher.HttpMethod;
    const { absoluteVia } = route;
    const form = absoluteVia && absoluteForm(absoluteVia, route, request.path);
    const changed = form && { path: form.path, headers: [...request.headers, ...form.headers] };
    this.#poolOf(route).dispatch({ ...request, ...changed, method }, handler);
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #poolOf(route: Route): Pool {
    const known = this.#pools.get(route.key);
    if (known) {
      if (this.#pools.size > maxRoutes / 2) {
        this.#pools.delete(route.key);
        this.#pools.set(route.key, known);
      }
      return known;
    }
    const name = route.host.includes(":") ? `[${route.host}]` : route.host;
    // The Host header is always given, so the origin is but a label; an odd name must not fail in it.
    const label = URL.canParse(`http://${name}:${route.port}`) ? `http://${name}:${route.port}` : "http://upstream";
    const pool = new Pool(label, {
      connections: null,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: longestIdleMs,
      keepAliveTimeoutThreshold: hintMarginMs,
      headersTimeout: this.#silenceMs,
      bodyTimeout: this.#silenceMs,
      maxHeaderSize: maxHeaderBytes,
      connect: (_, callback) => {
        const done = (error: Error | null, socket: Socket | null): void =>
          socket ? callback(null, socket) : callback(error as Error, null);
        if (route.absoluteVia) this.#connector.connectToProxy(route.absoluteVia, route, done);
        else this.#connector.connect(route, route.scheme === "https", done);
      },
    });
    this.#pools.set(route.key, pool);
    if (this.#pools.size > maxRoutes) {
      const [oldest, idle] = this.#pools.entries().next().value as [string, Pool];
      this.#pools.delete(oldest);
      idle.close().catch(() => {});
    }
    return pool;
  }
}
