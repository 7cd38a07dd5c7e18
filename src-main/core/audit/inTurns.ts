/** Rows that the first turn looks at: what matches often is found within a millisecond. */
const firstSpan = 2_000;
const mostSpan = 250_000;
/** Turns grow or shrink to about this long, so that others have theirs. */
const turnMs = 12;

/**
 * Walks the numbers of records from `top` back to `lowest` in turns: calls `look` with `floor < seq <= top` and yields
 * what it found. Others of the thread have their turns between.
 */
export async function* inTurns<T>(
  top: number,
  lowest: number,
  signal: AbortSignal,
  look: (top: number, floor: number) => T,
): AsyncGenerator<T> {
  let span = firstSpan;
  for (let at = top; at >= lowest && at > 0 && !signal.aborted; ) {
    const startedAt = performance.now();
    const floor = Math.max(0, lowest - 1, at - span);
    yield look(at, floor);
    at = floor;
    const growth = Math.min(4, turnMs / Math.max(1, performance.now() - startedAt));
    span = Math.round(Math.min(mostSpan, Math.max(firstSpan, span * growth)));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
