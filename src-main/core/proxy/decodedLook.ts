import type { Transform } from "node:stream";
import { decodersFor } from "./scrub/decoders.ts";
import type { PatternSet } from "./scrub/patternSet.ts";
import { StreamScrubber } from "./scrub/streamScrubber.ts";

/** A small body may unpack to one without end. */
const mostDecoded = 1024 * 1024;

/** Looks into a compressed body while it passes, as far as it can be undone; what cannot is for its server to refuse. */
export class DecodedLook {
  readonly #coding: string;
  readonly #scrubber: StreamScrubber;
  #decoder: Transform | null = null;
  #decoded = 0;
  #over = false;
  #waiting: ((found: boolean) => void) | null = null;

  constructor(coding: string, patterns: PatternSet) {
    this.#coding = coding;
    this.#scrubber = new StreamScrubber(patterns);
  }

  /** Calls back once this piece was looked into, with whether something was found by then. One piece at a time. */
  look(piece: Buffer, done: (found: boolean) => void): void {
    if (this.#over) {
      done(false);
      return;
    }
    this.#waiting = done;
    this.#decoder ??= this.#start(piece);
    this.#decoder.write(piece, () => this.#answer());
  }

  end(): void {
    this.#over = true;
    this.#decoder?.destroy();
  }

  #start(first: Buffer): Transform {
    const [decoder] = decodersFor([this.#coding], first) as [Transform];
    decoder.on("data", (decoded: Buffer) => {
      if (this.#over) return;
      this.#decoded += decoded.length;
      this.#scrubber.push(decoded);
      if (this.#decoded > mostDecoded || this.#scrubber.matches > 0) this.#stop();
    });
    decoder.on("error", () => this.#stop());
    // What comes behind the end of a compressed body is never taken, and so never answered.
    decoder.on("end", () => this.#stop());
    return decoder;
  }

  #stop(): void {
    this.end();
    this.#answer();
  }

  #answer(): void {
    const done = this.#waiting;
    this.#waiting = null;
    done?.(this.#scrubber.matches > 0);
  }
}
