import type { Refusal } from "./exchange.ts";
import { refusal } from "./refusals.ts";
import { placeholderPatterns } from "./rules/findPlaceholder.ts";
import type { HostPolicy } from "./rules/hostPolicy.ts";
import { StreamScrubber } from "./scrub/streamScrubber.ts";

/** What is carried out on purpose stands near the beginning; a large upload is not searched to its end. */
const searchedBytes = 64 * 1024;

/**
 * Watches the beginning of a request's body for placeholders, which only say that somebody looks for a place to send a
 * credential. Null on hosts of a model, whose prompts may well show what is in the session's environment.
 */
export function leakGuard(host: HostPolicy, hostName: string): LeakGuard | null {
  if (host.model) return null;
  const own = new Set(host.credentials.map(({ credentialId }) => credentialId));
  const foreign = host.placeholders.filter(({ credentialId }) => !own.has(credentialId));
  return foreign.length === 0 ? null : new LeakGuard(host, foreign, hostName);
}

export class LeakGuard {
  readonly #scrubber: StreamScrubber;
  #left = searchedBytes;
  readonly refusal: Refusal;

  constructor(host: HostPolicy, foreign: HostPolicy["placeholders"], hostName: string) {
    const patterns = placeholderPatterns(foreign.length === host.placeholders.length ? host.placeholders : foreign);
    this.#scrubber = new StreamScrubber(patterns);
    this.refusal = refusal(
      403,
      "placeholder-elsewhere",
      `The body of this request to ${hostName} holds the placeholder of a credential that does not belong there.`,
      "Leave it out; placeholders are put in by the session's environment, for their own hosts.",
    );
  }

  /** What may go on of this piece; null when it holds a placeholder. */
  pass(piece: Buffer): Buffer | null {
    if (this.#left <= 0) return piece;
    this.#left -= piece.length;
    const going = this.#scrubber.push(piece);
    if (this.#scrubber.matches > 0) return null;
    return this.#left > 0 ? going : Buffer.concat([going, this.#scrubber.rest()]);
  }

  /** What was kept back, once the body has ended. */
  rest(): Buffer {
    return this.#scrubber.rest();
  }
}
