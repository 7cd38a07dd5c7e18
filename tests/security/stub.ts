import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { TestCertificate } from "../helpers/testCa.ts";

/** A request that reached a server. */
export interface Arrival {
  readonly server: string;
  /** TLS server name, else what Host said. */
  readonly host: string;
  readonly method: string;
  readonly target: string;
  /** "Name: value", in their order. */
  readonly headers: readonly string[];
  readonly trailers: readonly string[];
  readonly body: string;
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** Servers of one test, and all that reached them. */
export class Stubs {
  readonly arrivals: Arrival[] = [];
  /** Answers the next request in its own way. */
  next: Answering | null = null;
  /** Requests whose end has not come. */
  #open = 0;
  readonly #closers: (() => Promise<void>)[] = [];

  /** Resolves with the port. Without a certificate the server speaks plain HTTP. */
  async listen(server: string, address: string, tls: TestCertificate | null): Promise<number> {
    const answer: Answering = (request, response) => this.#answer(server, request, response);
    const made = tls ? createHttps(tls, answer) : createHttp(answer);
    made.on("upgrade", (request, socket: Socket) => {
      this.#note(server, request, "");
      socket.destroy();
    });
    made.on("tlsClientError", () => {});
    const sockets = new Set<Socket>();
    made.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => made.listen(0, address, resolve));
    this.#closers.push(
      () =>
        new Promise((resolve) => {
          made.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    );
    return (made.address() as AddressInfo).port;
  }

  /** Resolves when every request that began has ended, whole or not. */
  async settle(): Promise<void> {
    while (this.#open > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  #answer(server: string, request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    this.#open++;
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("close", () => {
      this.#open--;
      if (!request.complete) this.#note(server, request, Buffer.concat(chunks).toString("latin1"));
    });
    request.on("end", () => {
      this.#note(server, request, Buffer.concat(chunks).toString("latin1"));
      const own = this.next;
      this.next = null;
      if (own) own(request, response);
      else if (request.url?.startsWith("/token?")) {
        // As a registry's issuer answers: what it issued is replaced on its way.
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ token: "issued-for-minutes-0123456789", expires_in: 300 }));
      } else response.end("ok");
    });
  }

  #note(server: string, request: IncomingMessage, body: string): void {
    const pairs = (raw: readonly string[]): string[] =>
      raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : []));
    this.arrivals.push({
      server,
      host: (request.socket as TLSSocket & { servername?: string }).servername || (request.headers.host ?? ""),
      method: request.method ?? "",
      target: request.url ?? "",
      headers: pairs(request.rawHeaders),
      trailers: pairs(request.rawTrailers),
      body,
    });
  }
}
