import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { noteRelayedBytes } from "../lifecycle/bufferCollector.ts";
import type { Refusal } from "./exchange.ts";
import type { LeakGuard } from "./leakGuard.ts";
import { refusal } from "./refusals.ts";
import { trailerProblem } from "./requestShape.ts";

/** A request that turned out wrong after its head had gone: it is broken off, so that nobody takes it for whole. */
export class RequestBodyError extends Error {
  readonly refusal: Refusal;

  constructor(refused: Refusal) {
    super(refused.reason);
    this.refusal = refused;
  }
}

/** The request that a client sends, or a body that was read from it before. */
export type BodySource = Readable & Pick<IncomingMessage, "complete" | "rawTrailers">;

/**
 * A request's body on its way out. A stream of its own, because the upstream client destroys the body when it fails,
 * and destroying the request itself would take away the connection on which the error is to be reported.
 */
export class BodyRelay extends Readable {
  readonly #request: BodySource;
  readonly #guard: LeakGuard | null;
  /** Bytes that were handed on. */
  sent = 0;
  /** A piece is being looked into, before which nothing else may go; then whether the request ended meanwhile. */
  #looking = false;
  #ended = false;

  constructor(request: BodySource, guard: LeakGuard | null) {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    this.#guard = guard;
    // The upstream client listens only while it has use for the body: a client that leaves later must end nothing else.
    this.on("error", () => {});
    request.on("data", (chunk: Buffer) => this.#take(chunk));
    request.on("end", () => this.#end());
    request.on("error", (error) => this.destroy(error));
    request.on("close", () => {
      if (!request.complete) this.destroy(new Error("The client went away in the middle of its request."));
    });
    request.pause();
  }

  override _read(): void {
    if (!this.#looking) this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#guard?.close();
    // The rest is read away, so that an answer can reach a client that is still sending.
    this.#request.resume();
    done(error);
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return;
    if (!this.#guard) {
      this.#handOn(chunk);
      return;
    }
    this.#looking = true;
    this.#guard.pass(chunk, (piece) => {
      this.#looking = false;
      if (this.destroyed) return;
      if (piece === null) this.destroy(new RequestBodyError(this.#guard?.refusal as Refusal));
      else {
        this.#handOn(piece);
        if (this.#ended) this.#end();
      }
    });
    if (this.#looking) this.#request.pause();
  }

  #handOn(piece: Buffer): void {
    if (piece.length > 0) {
      this.sent += piece.length;
      noteRelayedBytes(piece.length);
      if (!this.push(piece)) {
        this.#request.pause();
        return;
      }
    }
    if (this.#request.isPaused()) this.#request.resume();
  }

  #end(): void {
    this.#ended = true;
    if (this.destroyed || this.#looking) return;
    const { rawTrailers } = this.#request;
    const problem = trailerProblem(rawTrailers.filter((_, index) => index % 2 === 0));
    if (problem !== null) {
      this.destroy(new RequestBodyError(refusal(400, "malformed-request", problem)));
      return;
    }
    const rest = this.#guard?.rest() ?? null;
    if (rest !== null && rest.length > 0) {
      this.sent += rest.length;
      this.push(rest);
    }
    this.push(null);
  }
}
