import type { StatsSample } from "../../../src-shared/contract/sessions.ts";
import type { Engine } from "../engine/engine.ts";
import type { SessionRegistry } from "./registry.ts";

type Listener = (sample: StatsSample) => void;

const retryMs = 2000;

/**
 * CPU and memory of the running containers. The engine is asked only while somebody watches: a stream for each
 * container costs it a percent of a core.
 */
export class StatsFeed {
  readonly #engine: Engine;
  readonly #registry: SessionRegistry;
  readonly #listeners = new Set<Listener>();
  readonly #streams = new Map<string, AbortController>();
  readonly #latest = new Map<string, StatsSample>();
  #stopWatching: (() => void) | null = null;

  constructor(engine: Engine, registry: SessionRegistry) {
    this.#engine = engine;
    this.#registry = registry;
  }

  /** The latest sample of each container that is measured now. */
  latest(): StatsSample[] {
    return [...this.#latest.values()];
  }

  /** Calls back with each sample, about one a second a container. Returns what ends it. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#stopWatching ??= this.#registry.onChange(() => this.#follow());
    this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    for (const id of [...this.#streams.keys()]) this.#drop(id);
  }

  #follow(): void {
    const running = new Map(
      this.#registry
        .records()
        .flatMap(({ id, state, containerId }) =>
          state === "running" && containerId !== null ? [[id, containerId] as const] : [],
        ),
    );
    for (const id of [...this.#streams.keys()]) if (!running.has(id)) this.#drop(id);
    for (const [id, containerId] of running) if (!this.#streams.has(id)) void this.#measure(id, containerId);
  }

  async #measure(sessionId: string, containerId: string): Promise<void> {
    const stop = new AbortController();
    this.#streams.set(sessionId, stop);
    const take = ({ cpuCores, memoryBytes, memoryLimitBytes }: Omit<StatsSample, "sessionId">): void => {
      const sample = { sessionId, cpuCores, memoryBytes, memoryLimitBytes };
      this.#latest.set(sessionId, sample);
      for (const listener of this.#listeners) listener(sample);
    };
    // An engine that went away, or a container that just ended: the next change of a session looks again.
    await this.#engine.stats(containerId, take, stop.signal).catch(() => {});
    if (stop.signal.aborted) return;
    this.#drop(sessionId);
    setTimeout(() => this.#listeners.size > 0 && this.#follow(), retryMs).unref();
  }

  #drop(sessionId: string): void {
    this.#streams.get(sessionId)?.abort();
    this.#streams.delete(sessionId);
    this.#latest.delete(sessionId);
  }
}
