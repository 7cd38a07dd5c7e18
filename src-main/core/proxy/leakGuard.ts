import { DecodedLook } from "./decodedLook.ts";
import type { Refusal } from "./exchange.ts";
import { refusal } from "./refusals.ts";
import { placeholderPatterns } from "./rules/findPlaceholder.ts";
import type { HostPolicy } from "./rules/hostPolicy.ts";
import { unknownCoding } from "./scrub/decoders.ts";
import { StreamScrubber } from "./scrub/streamScrubber.ts";

/** What is carried out on purpose stands near the beginning; a large upload is not searched to its end. */
const searchedBytes = 64 * 1024;

/**
 * Watches the beginning of a request's body for placeholders, which only say that somebody looks for a place to send a
 * credential. Null on hosts of a model, whose prompts may well show what is in the session's environment.
 */
export function leakGuard(host: HostPolicy, hostName: string, codings: readonly string[]): LeakGuard | null {
  if (host.model) return null;
  const own = new Set(host.credentials.map(({ credentialId }) => credentialId));
  const foreign = host.placeholders.filter(({ credentialId }) => !own.has(credentialId));
  return foreign.length === 0 ? null : new LeakGuard(host, foreign, hostName, codings);
}

export class LeakGuard {
  readonly #scrubber: StreamScrubber;
  readonly #decoded: DecodedLook | null;
  #left = searchedBytes;
  readonly refusal: Refusal;

  constructor(host: HostPolicy, foreign: HostPolicy["placeholders"], hostName: string, codings: readonly string[]) {
    const patterns = placeholderPatterns(foreign.length === host.placeholders.length ? host.placeholders : foreign);
    this.#scrubber = new StreamScrubber(patterns);
    const [coding] = codings;
    const isKnown = coding !== undefined && codings.length === 1 && unknownCoding(codings) === null;
    this.#decoded = isKnown ? new DecodedLook(coding, patterns) : null;
    this.refusal = refusal(
      403,
      "placeholder-elsewhere",
      `The body of this request to ${hostName} holds the placeholder of a credential that does not belong there.`,
      "Leave it out; placeholders are put in by the session's environment, for their own hosts.",
    );
  }

  /** What may go on of this piece; null when it holds a placeholder. Calls back at once unless the body is compressed. */
  pass(piece: Buffer, done: (going: Buffer | null) => void): void {
    if (this.#left <= 0) {
      done(piece);
      return;
    }
    this.#left -= piece.length;
    const going = this.#scrubber.push(piece);
    if (this.#scrubber.matches > 0) {
      done(null);
      return;
    }
    const all = this.#left > 0 ? going : Buffer.concat([going, this.#scrubber.rest()]);
    if (!this.#decoded) {
      done(all);
      return;
    }
    const look = this.#decoded;
    look.look(piece, (found) => {
      if (found || this.#left <= 0) look.end();
      done(found ? null : all);
    });
  }

  /** Nothing more comes. */
  close(): void {
    this.#decoded?.end();
  }

  /** What was kept back, once the body has ended. */
  rest(): Buffer {
    return this.#scrubber.rest();
  }
}
