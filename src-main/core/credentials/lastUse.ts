import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Log } from "../lifecycle/log.ts";

/** When each credential was last used, RFC 3339, by id. */
type LastUse = Record<string, string>;

/** Where last uses are kept over a restart. */
export interface LastUseStore {
  load(): LastUse;
  save(uses: LastUse): void;
}

/** A small JSON file that may be lost: it is for display only. */
export function lastUseFile(path: string): LastUseStore {
  return {
    load: () => {
      try {
        return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return {};
      }
    },
    save: (uses) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.tmp`, JSON.stringify(uses), { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    },
  };
}

const saveAfterMs = 1_000;

/** Keeps last uses in memory, and saves them together a moment later. */
export class LastUseBook {
  readonly #store: LastUseStore;
  readonly #log: Log;
  readonly #uses: LastUse;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: LastUseStore, log: Log) {
    this.#store = store;
    this.#log = log;
    this.#uses = store.load();
  }

  of(id: string): string | null {
    return this.#uses[id] ?? null;
  }

  note(id: string, at: string): void {
    this.#uses[id] = at;
    this.#timer ??= setTimeout(() => this.#save(), saveAfterMs).unref();
  }

  close(): void {
    if (this.#timer) this.#save();
  }

  #save(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      this.#store.save(this.#uses);
    } catch (error) {
      this.#log.warn({ err: error }, "The last use of credentials could not be kept.");
    }
  }
}
