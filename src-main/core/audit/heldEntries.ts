import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import { unknownEntry } from "./recovery.ts";

/** About 10 MB. */
const most = 10_000;

/** Entries that wait in memory for the disk to take them again, in order. Beyond a bound they are only counted. */
export class HeldEntries {
  #entries: AuditEntry[] = [];
  #uncounted = 0;

  add(entry: AuditEntry): void {
    if (this.#entries.length < most) this.#entries.push(entry);
    else this.#uncounted += entry.count;
  }

  /** Hands each to `write`, and keeps those that it throws on. */
  drain(write: (entry: AuditEntry) => void): void {
    let written = 0;
    try {
      for (const entry of this.#entries) {
        write(entry);
        written++;
      }
    } finally {
      this.#entries = this.#entries.slice(written);
    }
    if (this.#uncounted === 0) return;
    const reason = "ended while the audit log could not be written, and memory held no more";
    write(unknownEntry("audit-unavailable", reason, "audit_unavailable", this.#uncounted));
    this.#uncounted = 0;
  }
}
