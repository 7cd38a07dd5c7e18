/** How long a card must have been there, and the hands must have been still, before an answer counts. */
export const restMs = 600;

/**
 * Tells an aimed answer from one that fell on a card by chance: a key meant for a terminal, a click where something
 * else was a moment ago. Pure: the caller brings the times, in milliseconds.
 */
export class AnswerGate {
  #visibleSince: number | null = null;
  #keys: readonly [before: number, last: number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  /** The whole card came into view, in a window that has the focus, or went out of it. */
  noteVisible(visible: boolean, now: number): void {
    this.#visibleSince = visible ? (this.#visibleSince ?? now) : null;
  }

  /** Any key, anywhere. To be told of a key before it is asked whether that key counts. */
  noteKey(now: number): void {
    this.#keys = [this.#keys[1], now];
  }

  /** Does the key that was noted last count as an answer? */
  keyCounts(now: number): boolean {
    return this.#isSeen(now) && now - this.#keys[0] >= restMs;
  }

  clickCounts(now: number): boolean {
    return this.#isSeen(now);
  }

  #isSeen(now: number): boolean {
    return this.#visibleSince !== null && now - this.#visibleSince >= restMs;
  }
}
