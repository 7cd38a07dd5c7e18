import { existsSync, statSync, truncateSync } from "node:fs";
import type { AuditEntry, AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { genesisHash } from "../../../src-shared/model/auditRecord.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { readAcknowledgedHead } from "./acknowledgedHead.ts";
import { checkLine } from "./chain.ts";
import type { Head } from "./checkpointLog.ts";
import type { AuditIntent, IntentsAfterCrash } from "./intentLog.ts";
import { newRequestId } from "./requestId.ts";
import { listSegments } from "./segments.ts";
import { linesFromEnd } from "./tailReader.ts";

/** Records at the end that are checked at every start, beyond those that the intents and the signature ask for. */
const checkedAtLeast = 64;

export interface Tail {
  readonly seq: number;
  readonly hash: string;
  /** Ids of the intents that have a record. */
  readonly recorded: ReadonlySet<string>;
  /** Where the live file's whole lines end, in bytes. */
  readonly wholeBytes: number;
}

/** What the signed checkpoints say: the last record that was pruned, and the newest that was signed. */
export interface Signed {
  readonly pruned: Head | null;
  readonly newest: Head | null;
}

/**
 * Walks the log back from its end and checks each record on the way, until every intent's record is found (or its
 * place passed) and the newest signed record is reached: what is signed next must have been checked. Both are kept
 * near the end, so that the length of a log is nothing to its start. Throws `audit_broken` when what lies there is not
 * the log that was written: going on would give an altered log a sound end.
 */
export function readTail(
  home: HomePaths,
  { intents, afterSeq }: Pick<IntentsAfterCrash, "intents" | "afterSeq">,
  signed: Signed,
): Tail {
  const intended = new Set(intents.map(({ id }) => id));
  let wholeBytes = 0;
  let newest: AuditRecord | null = null;
  let next: AuditRecord | null = null;
  let recorded = new Set<string>();
  const hashes = new Map<number, string>();
  const head = readAcknowledgedHead(home);
  const start = signed.pruned ?? { seq: 0, hash: genesisHash };

  walk: for (const path of filesFromEnd(home)) {
    const isLive = path === home.auditLog;
    for (const { text, offset } of linesFromEnd(path)) {
      // A power cut can leave zeros where a line was being written. Nothing from there on was acknowledged, which
      // the comparison with the acknowledged head proves below.
      if (isLive && text.includes("\0")) {
        wholeBytes = 0;
        newest = next = null;
        recorded = new Set();
        continue;
      }
      const record = checkLine(text);
      if (!record) throw broken(home, `the record before #${next ? next.seq : "the end"} in ${path} was changed`);
      if (next && (record.seq + 1 !== next.seq || record.hash !== next.prev_hash)) {
        throw broken(home, `record #${next.seq} does not follow record #${record.seq}`);
      }
      if (isLive && wholeBytes === 0) wholeBytes = offset + Buffer.byteLength(text) + 1;
      newest ??= record;
      if (record.seq === head?.seq || record.seq === signed.newest?.seq) hashes.set(record.seq, record.hash);
      if (intended.has(record.id)) recorded.add(record.id);
      const isSettled = recorded.size === intended.size || record.seq <= afterSeq;
      const isSigned = signed.newest === null || record.seq <= signed.newest.seq;
      if (isSettled && isSigned && newest.seq - record.seq >= checkedAtLeast) break walk;
      next = record;
    }
  }
  if (next && next.seq === start.seq + 1 && next.prev_hash !== start.hash) {
    throw broken(home, `record #${next.seq} does not begin the chain`);
  }
  const seq = newest?.seq ?? start.seq;
  for (const [known, how] of [
    [head, "acknowledged"],
    [signed.newest, "signed"],
  ] as const) {
    if (!known) continue;
    if (known.seq > seq) {
      throw broken(home, `it ends at record #${seq}, but record #${known.seq} had been written and ${how}`);
    }
    if ((hashes.get(known.seq) ?? known.hash) !== known.hash) {
      throw broken(home, `record #${known.seq} is not the one that was ${how}`);
    }
  }
  return { seq, hash: newest?.hash ?? start.hash, recorded, wholeBytes };
}

function* filesFromEnd(home: HomePaths): Generator<string> {
  if (existsSync(home.auditLog)) yield home.auditLog;
  for (const segment of listSegments(home).toReversed()) yield segment.path;
}

/** Cuts off a line that was never finished, and with it nothing that was acknowledged. */
export function dropTornTail(home: HomePaths, wholeBytes: number): void {
  const size = statSync(home.auditLog, { throwIfNoEntry: false })?.size ?? 0;
  if (size > wholeBytes) truncateSync(home.auditLog, wholeBytes);
}

function broken(home: HomePaths, what: string): AppError {
  return new AppError(
    "audit_broken",
    `The audit log cannot be continued: ${what}.`,
    `See \`clauderon audit verify\`. To keep it as evidence and begin a new log, move ${home.auditLog} and ${home.auditSegments} elsewhere.`,
  );
}

/** The record of a request of which only the intent is known. */
export function interruptedEntry(intent: AuditIntent): AuditEntry {
  return {
    id: intent.id,
    timestamp: intent.timestamp,
    session_id: intent.session_id ?? null,
    session_name: intent.session_name ?? null,
    service: intent.service ?? null,
    method: intent.method ?? null,
    scheme: intent.scheme ?? null,
    host: intent.host ?? null,
    port: intent.port ?? null,
    path: intent.path ?? null,
    decision: intent.decision,
    rule: intent.rule,
    reason: intent.reason ?? null,
    auth_injected: intent.auth_injected,
    credential_id: intent.credential_id ?? null,
    http_version: intent.http_version ?? null,
    response_code: null,
    duration_ms: null,
    ttfb_ms: null,
    request_bytes: 0,
    response_bytes: 0,
    usage: null,
    cost_usd: null,
    scrubbed: 0,
    count: 1,
    error: "interrupted",
  };
}

/** A record that stands for `count` requests of which nothing but their number is known. */
export function unknownEntry(rule: string, reason: string, error: string, count: number): AuditEntry {
  return {
    ...interruptedEntry({
      id: newRequestId(),
      timestamp: new Date().toISOString(),
      session_id: null,
      session_name: null,
      service: null,
      method: null,
      scheme: null,
      host: null,
      port: null,
      path: null,
      decision: "deny",
      rule,
      reason,
      auth_injected: false,
      credential_id: null,
      http_version: null,
    }),
    error,
    count,
  };
}
