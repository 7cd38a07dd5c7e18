import type { Transform } from "node:stream";
import { decodersFor } from "./decoders.ts";
import type { PatternSet } from "./patternSet.ts";
import { StreamScrubber } from "./streamScrubber.ts";

/** Where a searched body comes from and goes to. */
export interface BodyPlace {
  /** Takes what the client may see; false when it wants no more for now. */
  deliver(piece: Buffer): boolean;
  /** All of it was delivered. */
  done(): void;
  /** It cannot be searched to its end: nothing more may go on. */
  failed(error: Error): void;
  /** Stop and start what comes from the upstream. */
  pause(): void;
  resume(): void;
}

/** From this size on a body that grew this many times by decoding is there to do harm. */
const harmlessBytes = 16 * 1024 * 1024;
const mostGrowth = 200;
const mostBytes = 4 * 1024 * 1024 * 1024;

/** A body on its way to the client: decoded where it is encoded, and searched, with back-pressure all along. */
export class AnswerBody {
  readonly #place: BodyPlace;
  readonly #scrubber: StreamScrubber;
  readonly #codings: readonly string[];
  #decoders: readonly Transform[] = [];
  #waiting: Buffer[] = [];
  #taken = 0;
  #given = 0;
  #ended = false;

  constructor(place: BodyPlace, patterns: PatternSet, codings: readonly string[]) {
    this.#place = place;
    this.#scrubber = new StreamScrubber(patterns);
    this.#codings = codings;
  }

  /** Something was taken that goes on, or is kept back, in the next microtask. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get matches(): number {
    return this.#scrubber.matches;
  }

  write(piece: Buffer): void {
    if (this.#ended) return;
    if (this.#codings.length === 0) {
      // What was read from the upstream in one go is searched and sent in one go, though it came in many chunks.
      if (this.#waiting.push(piece) === 1) queueMicrotask(() => this.#passWaiting());
      return;
    }
    this.#taken += piece.length;
    if (this.#decoders.length === 0) this.#startDecoding(piece);
    if (this.#decoders[0]?.write(piece) === false) this.#place.pause();
  }

  end(): void {
    if (this.#ended) return;
    this.#passWaiting();
    const [first] = this.#decoders;
    if (first) first.end();
    else this.#finish();
  }

  /** The client takes more again. */
  drained(): void {
    const last = this.#decoders.at(-1);
    if (last) last.resume();
    else this.#place.resume();
  }

  destroy(): void {
    this.#ended = true;
    for (const decoder of this.#decoders) decoder.destroy();
  }

  #passWaiting(): void {
    const pieces = this.#waiting;
    if (this.#ended || pieces.length === 0) return;
    this.#waiting = [];
    const piece = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    if (!this.#deliver(this.#scrubber.push(piece))) this.#place.pause();
  }

  #startDecoding(first: Buffer): void {
    const decoders = decodersFor(this.#codings, first);
    this.#decoders = decoders;
    for (const [index, decoder] of decoders.entries()) {
      decoder.on("error", (error) => this.#fail(error));
      const next = decoders[index + 1];
      if (next) decoder.pipe(next);
    }
    decoders[0]?.on("drain", () => this.#place.resume());
    const last = decoders.at(-1);
    last?.on("data", (piece: Buffer) => this.#takeDecoded(piece, last));
    last?.on("end", () => this.#finish());
  }

  #takeDecoded(piece: Buffer, from: Transform): void {
    if (this.#ended) return;
    this.#given += piece.length;
    const grew = this.#given > harmlessBytes && this.#given > this.#taken * mostGrowth;
    if (grew || this.#given > mostBytes) {
      this.#fail(new Error("The answer grows without bound when it is decoded."));
    } else if (!this.#deliver(this.#scrubber.push(piece))) from.pause();
  }

  #deliver(piece: Buffer): boolean {
    return piece.length === 0 || this.#place.deliver(piece);
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    const rest = this.#scrubber.end();
    if (rest.length > 0) this.#place.deliver(rest);
    this.#place.done();
  }

  #fail(error: Error): void {
    if (this.#ended) return;
    this.destroy();
    this.#place.failed(error);
  }
}
