import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { noteRelayedBytes } from "./bufferCollector.ts";

/**
 * A request's body on its way out. A stream of its own, because the upstream client destroys the body when it fails,
 * and destroying the request itself would take away the connection on which the error is to be reported.
 */
export class BodyRelay extends Readable {
  readonly #request: IncomingMessage;
  /** Bytes that were handed on. */
  sent = 0;

  constructor(request: IncomingMessage) {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    request.on("data", (chunk: Buffer) => {
      if (this.destroyed) return;
      this.sent += chunk.length;
      noteRelayedBytes(chunk.length);
      if (!this.push(chunk)) request.pause();
    });
    request.on("end", () => this.push(null));
    request.on("error", (error) => this.destroy(error));
    request.on("close", () => {
      if (!request.complete) this.destroy(new Error("The client went away in the middle of its request."));
    });
    request.pause();
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // The rest is read away, so that an answer can reach a client that is still sending.
    this.#request.resume();
    done(error);
  }
}
