/**
 * A token bucket: `perSecond` events a second, and as many at once after a pause. Pure: the caller brings the time.
 */
export class TokenBucket {
  readonly #burst: number;
  #tokens: number;
  #perSecond: number;
  #at: number;

  constructor(perSecond: number, nowMs: number, burst: number = perSecond) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(1, burst);
    this.#tokens = this.#burst;
    this.#at = nowMs;
  }

  /** As if it had never been used. */
  isFull(nowMs: number): boolean {
    return this.#tokens + (Math.max(0, nowMs - this.#at) / 1_000) * this.#perSecond >= this.#burst;
  }

  /** False when the event goes beyond the limit. */
  take(nowMs: number): boolean {
    const passed = Math.max(0, nowMs - this.#at);
    this.#at = nowMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed / 1_000) * this.#perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** Names seen before, newest last, so that a session cannot make the memory of them grow. */
export class SeenNames {
  readonly #names = new Set<string>();
  readonly #limit: number;

  constructor(limit: number = 4_096) {
    this.#limit = limit;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(name: string): void {
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size > this.#limit) this.#names.delete(this.#names.values().next().value as string);
  }
}
