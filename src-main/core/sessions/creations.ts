import { AppError } from "../../../src-shared/rpc/errors.ts";

/** Creations that can still be called off, by the name of the session. */
export class Creations {
  readonly #underWay = new Map<string, AbortController>();

  /** `work` gets the signal that calls it off, and says with `settle` when that is no longer possible. */
  async run<T>(name: string, work: (signal: AbortSignal, settle: () => void) => Promise<T>): Promise<T> {
    const cancelling = new AbortController();
    const settle = (): void => {
      cancelling.signal.throwIfAborted();
      if (this.#underWay.get(name) === cancelling) this.#underWay.delete(name);
    };
    this.#underWay.set(name, cancelling);
    try {
      return await work(cancelling.signal, settle);
    } finally {
      if (this.#underWay.get(name) === cancelling) this.#underWay.delete(name);
    }
  }

  /** False where there is nothing that could be called off. */
  cancel(name: string): boolean {
    const cancelling = this.#underWay.get(name);
    cancelling?.abort(new AppError("aborted", `The creation of ${name} was cancelled.`, "Nothing of it is left."));
    return cancelling !== undefined;
  }
}

/** Waits for what cannot be ended itself, or for the end of the waiting. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // A failure that nobody waits for any more is not for the process to die of.
  work.catch(() => {});
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
