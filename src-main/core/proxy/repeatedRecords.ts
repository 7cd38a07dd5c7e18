import type { Refusal } from "./exchange.ts";
import { type AuditSink, type RecordStart, RequestRecord } from "./record.ts";

const windowMs = 1_000;
/** More sources than this in one second share a record. */
const maxSources = 1_024;

/**
 * Records of what a client can repeat at no cost to itself (407, 429): the first at once, all others of that second as
 * one record with a count, so that a flood cannot fill the log.
 */
export class RepeatedRecords {
  readonly #audit: AuditSink;
  readonly #open = new Map<string, { start: RecordStart; refused: Refusal; more: number; timer: NodeJS.Timeout }>();

  constructor(audit: AuditSink) {
    this.#audit = audit;
  }

  add(source: string, start: RecordStart, refused: Refusal): void {
    const key = this.#open.size < maxSources ? `${source} ${refused.rule}` : refused.rule;
    const open = this.#open.get(key);
    if (open) {
      open.more++;
      return;
    }
    this.#append(start, refused, 1);
    this.#open.set(key, { start, refused, more: 0, timer: setTimeout(() => this.#close(key), windowMs) });
  }

  /** Writes what was counted so far. */
  flush(): void {
    for (const key of [...this.#open.keys()]) this.#close(key);
  }

  #close(key: string): void {
    const open = this.#open.get(key);
    if (!open) return;
    clearTimeout(open.timer);
    this.#open.delete(key);
    if (open.more > 0) this.#append(open.start, open.refused, open.more);
  }

  #append(start: RecordStart, refused: Refusal, count: number): void {
    const record = new RequestRecord(this.#audit, start);
    record.rule = refused.rule;
    record.reason = refused.reason;
    record.responseCode = refused.status;
    record.count = count;
    record.end(null);
  }
}
