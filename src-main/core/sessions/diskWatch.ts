import { setTimeout as delay } from "node:timers/promises";
import { sessionPaths } from "../home.ts";
import { overLimit } from "./diskUse.ts";
import { measureDisk } from "./measureDisk.ts";
import type { SessionParts } from "./parts.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { SessionRecord } from "./sessionStore.ts";

const defaultIntervalMs = 10_000;

/** Measures what running sessions have on disk, warns over the soft limit, and stops over the hard one. */
export class DiskWatch {
  readonly #parts: SessionParts;
  readonly #runner: SessionRunner;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts, runner: SessionRunner) {
    this.#parts = parts;
    this.#runner = runner;
  }

  open(): void {
    this.#running = this.#watch();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    const { options, registry } = this.#parts;
    while (!signal.aborted) {
      await delay(options.diskIntervalMs ?? defaultIntervalMs, undefined, { signal, ref: false }).catch(() => {});
      for (const record of registry.records()) {
        if (signal.aborted) return;
        if (record.state !== "running" || record.containerId === null) continue;
        await this.#look(record).catch((error: unknown) => {
          if (!signal.aborted)
            options.log.warn({ err: error, session: record.name }, "A session's disk was not measured");
        });
      }
    }
  }

  async #look(record: SessionRecord): Promise<void> {
    const { options, registry, locks } = this.#parts;
    const disk = await measureDisk(this.#parts, record);
    if (this.#closing.signal.aborted) return;
    if (disk === null) {
      options.log.warn({ session: record.name }, "A session's disk could not be measured: its limit does not hold");
      return;
    }
    if (disk.state === "warning" && registry.disk(record.id)?.state !== "warning") {
      options.log.warn({ session: record.name, bytes: disk.bytes }, "A session is over its soft limit of disk");
    }
    registry.noteDisk(record.id, disk);
    if (disk.state !== "over") return;
    await locks.run(record.id, async () => {
      const now = registry.record(record.id);
      if (now?.state !== "running") return;
      const { message } = overLimit(now.name, disk, sessionPaths(options.home, now.id).home);
      await this.#runner.stopBecause(now, `Stopped: ${message.replace(/^Session \S+ uses/, "it uses")}`);
    });
  }
}
