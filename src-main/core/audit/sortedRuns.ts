/** A record's number, and the value it is sorted by. */
export type Keyed = readonly [seq: number, key: string | number | null];

/** What has no value comes last, either way; among equals the newest is first. */
export function compareKeys(one: Keyed, other: Keyed, descending: boolean): number {
  const [first, second] = [one[1], other[1]];
  if (first !== second) {
    if (first === null) return 1;
    if (second === null) return -1;
    return first < second === descending ? 1 : -1;
  }
  return other[0] - one[0];
}

/** Takes what is first of several runs, each in order already, until none has anything left. */
export class SortedRuns {
  readonly #descending: boolean;
  /** The rest of each run; the run whose next is the first of all is on top, and each stands before its two children. */
  readonly #heap: { readonly rows: readonly Keyed[]; at: number }[] = [];

  constructor(descending: boolean) {
    this.#descending = descending;
  }

  add(rows: readonly Keyed[]): void {
    if (rows.length === 0) return;
    this.#heap.push({ rows, at: 0 });
    for (let at = this.#heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The numbers of the next records, at most so many. */
  take(most: number): number[] {
    const seqs: number[] = [];
    for (let top = this.#heap[0]; top && seqs.length < most; top = this.#heap[0]) {
      seqs.push(top.rows[top.at]![0]);
      top.at++;
      if (top.at === top.rows.length) {
        const last = this.#heap.pop()!;
        if (last !== top) this.#heap[0] = last;
      }
      this.#sink();
    }
    return seqs;
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      if (left < this.#heap.length && this.#isBefore(left, first)) first = left;
      if (right < this.#heap.length && this.#isBefore(right, first)) first = right;
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(one: number, other: number): boolean {
    return compareKeys(this.#next(one), this.#next(other), this.#descending) < 0;
  }

  #next(at: number): Keyed {
    const { rows, at: next } = this.#heap[at]!;
    return rows[next]!;
  }

  #swap(one: number, other: number): void {
    const held = this.#heap[one]!;
    this.#heap[one] = this.#heap[other]!;
    this.#heap[other] = held;
  }
}
