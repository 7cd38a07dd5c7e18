/**
 * A stream of a value that is looked at again and again: the first at once, then each that differs from the one before.
 * Nothing is queued for a slow reader.
 */
export async function* whenChanged<T>(
  look: () => Promise<T> | T,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let before: string | null = null;
  while (!signal.aborted) {
    const value = await look();
    const text = JSON.stringify(value);
    if (text !== before && !signal.aborted) yield value;
    before = text;
    await pause(everyMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
