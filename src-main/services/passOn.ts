import type { EventStream } from "../../src-shared/rpc/contract.ts";

/** A stream of a thread as one of ours: ended there when the caller goes. */
export async function* passOn<E>(events: EventStream<E>, signal: AbortSignal): AsyncGenerator<E> {
  const cancel = (): void => events.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    yield* events;
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
