import { create } from "zustand";
import type { AuditTally } from "../../../src-shared/contract/audit.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { client } from "../../connection/connection.ts";
import { type AuditView, filterOf, keyOf } from "./auditView.ts";

type Counts = Pick<AuditTally, "records" | "injected" | "refused" | "scrubbed">;

interface Tally extends Counts {
  /** Of the view that was counted; null before any was. */
  readonly key: string | null;
  readonly newestSeq: number;
  readonly done: boolean;
}

const nothing: Tally = { key: null, records: 0, injected: 0, refused: 0, scrubbed: 0, newestSeq: 0, done: false };

/** How many of the matches were injected, refused, scrubbed. */
export const useTally = create<Tally>(() => nothing);

let running: { cancel(): void } | null = null;

export function stopTally(): void {
  running?.cancel();
  running = null;
}

/** Counts what matches; what was counted before of the same view is kept, and only newer records are looked at. */
export async function countMatches(view: AuditView): Promise<void> {
  stopTally();
  const before = useTally.getState();
  const key = keyOf(view);
  // A range that ends now loses records at its other end.
  const base = before.key === key && before.done && view.range === null ? before : nothing;
  try {
    const stream = client().audit.tally({ ...filterOf(view), after: base.newestSeq });
    running = stream;
    for await (const { newestSeq, done, ...counts } of stream) {
      if (running !== stream) return;
      useTally.setState({ key, ...added(base, counts), newestSeq: Math.max(base.newestSeq, newestSeq), done });
    }
  } catch {
    // The search fails for the same reason, and says so.
  }
}

/** Records that came while everything is shown. */
export function addToTally(records: readonly AuditRecord[]): void {
  const before = useTally.getState();
  if (!before.done) return;
  const fresh = records.filter(({ seq }) => seq > before.newestSeq);
  const counts: Counts = {
    records: fresh.length,
    injected: fresh.filter(({ auth_injected }) => auth_injected).length,
    refused: fresh.filter(({ decision }) => decision === "deny").length,
    scrubbed: fresh.filter(({ scrubbed }) => scrubbed > 0).length,
  };
  useTally.setState({ ...added(before, counts), newestSeq: fresh.at(-1)?.seq ?? before.newestSeq });
}

function added(one: Counts, other: Counts): Counts {
  return {
    records: one.records + other.records,
    injected: one.injected + other.injected,
    refused: one.refused + other.refused,
    scrubbed: one.scrubbed + other.scrubbed,
  };
}
