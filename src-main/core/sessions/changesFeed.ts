import type { SessionTotals } from "../../../src-shared/contract/sessions.ts";
import type { ChangeTotals } from "../../../src-shared/model/workspaceChanges.ts";
import type { SessionChange, SessionRegistry } from "./registry.ts";
import type { SessionRecord } from "./sessionStore.ts";

type Listener = (totals: SessionTotals) => void;

/**
 * How much each session has changed in its clone. A measurement is a container of its own, so that one is made only
 * while somebody watches, one at a time, and only when an agent has come to rest.
 */
export class ChangesFeed {
  readonly #registry: SessionRegistry;
  readonly #measure: (record: SessionRecord) => Promise<ChangeTotals | null>;
  readonly #listeners = new Set<Listener>();
  readonly #latest = new Map<string, SessionTotals>();
  /** What the session did when it was measured last, or when that was last considered. */
  readonly #seen = new Map<string, string>();
  readonly #waiting = new Set<string>();
  #busy = false;
  #stopWatching: (() => void) | null = null;

  constructor(registry: SessionRegistry, measure: (record: SessionRecord) => Promise<ChangeTotals | null>) {
    this.#registry = registry;
    this.#measure = measure;
  }

  latest(): SessionTotals[] {
    return [...this.#latest.values()];
  }

  /** Calls back with each measurement. Returns what ends it. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#stopWatching ??= this.#registry.onChange((change) => this.#consider(change));
    for (const record of this.#registry.records()) {
      this.#consider({ type: "changed", session: this.#registry.shown(record) });
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#waiting.clear();
  }

  /** Somebody looked for another reason. */
  note(sessionId: string, totals: ChangeTotals): void {
    const told = { sessionId, ...totals };
    this.#latest.set(sessionId, told);
    for (const listener of this.#listeners) listener(told);
  }

  #consider(change: SessionChange): void {
    if (change.type === "removed") {
      for (const known of [this.#latest, this.#seen, this.#waiting]) known.delete(change.id);
      return;
    }
    const { id, repository, state, activity, startedAt } = change.session;
    if (repository === null || state === "creating" || state === "archived") return;
    const now = `${state} ${activity} ${startedAt}`;
    if (this.#seen.get(id) === now) return;
    const isFirst = !this.#seen.has(id);
    this.#seen.set(id, now);
    // An agent at work would be measured in the middle of a change.
    if (isFirst || activity !== "working") this.#waiting.add(id);
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (const id of this.#waiting) {
      this.#waiting.delete(id);
      const record = this.#registry.record(id);
      // An engine that is away, or a clone that is no clone any more: there is nothing to tell.
      const totals = record && (await this.#measure(record).catch(() => null));
      if (totals && this.#registry.record(id)) this.note(id, totals);
    }
    this.#busy = false;
  }
}
