import type { Log } from "./log.ts";

/** Each part gets this long to end before the next is asked: a hung part must not keep the daemon alive. */
const graceMs = 5_000;

/** Named handlers, run once, last registered first, each within its grace. */
export class Shutdown {
  readonly #handlers: { name: string; close: () => Promise<void> | void }[] = [];
  readonly #log: Log;
  #running: Promise<void> | null = null;
  /** Set by the program: what a request to end from a client does. */
  onRequest: () => void = () => {};

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#handlers.push({ name, close });
  }

  request(): void {
    this.onRequest();
  }

  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (const { name, close } of this.#handlers.toReversed()) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`did not end within ${graceMs} ms`)), graceMs);
      });
      try {
        await Promise.race([Promise.resolve().then(close), late]);
      } catch (error) {
        this.#log.error({ err: error }, `Closing ${name} failed`);
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
