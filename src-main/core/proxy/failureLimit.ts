import { TokenBucket } from "./limits.ts";

/** More sources than these share one allowance. */
const maxSources = 1_024;

/**
 * Bounds what those without credentials get to hear: beyond it they are cut off without a word. Right credentials are
 * never held up by it, since others may share their address: every session of one host comes from loopback.
 */
export class FailureLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** False when this failure of the source is one too many. */
  take(source: string, nowMs: number): boolean {
    if (this.#buckets.size >= maxSources) this.#forgetQuiet(nowMs);
    const key = this.#buckets.has(source) || this.#buckets.size < maxSources ? source : "";
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#perSecond, nowMs, this.#burst);
    this.#buckets.set(key, bucket);
    return bucket.take(nowMs);
  }

  #forgetQuiet(nowMs: number): void {
    for (const [source, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(source);
  }
}

/** Of those who brought nothing, which is how some clients begin: git asks for a challenge on each connection. */
const silent = { perSecond: 50, burst: 200 };
const wrong = { perSecond: 2, burst: 30 };

export class Strangers {
  readonly #silent = new FailureLimit(silent.perSecond, silent.burst);
  readonly #wrong = new FailureLimit(wrong.perSecond, wrong.burst);

  /** False when this one is not even answered. */
  mayHear(source: string, header: string | undefined): boolean {
    return (header === undefined ? this.#silent : this.#wrong).take(source, performance.now());
  }
}
