import type { TimelineBucket } from "../../../src-shared/contract/audit.ts";
import type { Part } from "./auditView.ts";

/** Where a bucket ends: where the next begins. */
export function endOf(timeline: readonly TimelineBucket[], at: number): number {
  const next = timeline[at + 1]?.at;
  if (next !== undefined) return next;
  const [first, second] = timeline;
  return (timeline[at]?.at ?? 0) + (second && first ? second.at - first.at : 1) + 1;
}

/** All of the time that the chart covers. */
export function spanOf(timeline: readonly TimelineBucket[]): Part {
  return { from: timeline[0]?.at ?? 0, to: endOf(timeline, timeline.length - 1) };
}

/** From one bucket to another, with both. */
export function partOf(timeline: readonly TimelineBucket[], first: number, last: number): Part {
  return { from: timeline[first]?.at ?? 0, to: endOf(timeline, last) };
}

/** How many of the matches (newest first) lie in each bucket. */
export function matchesPerBucket(timeline: readonly TimelineBucket[], matches: Uint32Array): number[] {
  const counts = new Array<number>(timeline.length).fill(0);
  let bucket = timeline.length - 1;
  for (const seq of matches) {
    while (bucket > 0 && seq < (timeline[bucket]?.firstSeq ?? 0)) bucket--;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}
