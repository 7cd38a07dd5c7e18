import fs from "node:fs";
import type { AuditEntry } from "../../../src-shared/model/auditRecord.ts";
import type { HomePaths } from "../home.ts";
import { AppendFile } from "./appendFile.ts";
import { printable } from "./printable.ts";

/** What is known of a request before its head leaves. */
export type AuditIntent = Pick<
  AuditEntry,
  | "id"
  | "timestamp"
  | "session_id"
  | "session_name"
  | "service"
  | "method"
  | "scheme"
  | "host"
  | "port"
  | "path"
  | "decision"
  | "rule"
  | "reason"
  | "auth_injected"
  | "credential_id"
  | "http_version"
>;

/** Under load there is always a request in flight, so the log is also rewritten without the settled ones. */
const compactBytes = 4 * 1024 * 1024;
/** With nothing in flight the log is emptied at this size: often enough to stay small, too seldom to cost. */
const emptyBytes = 64 * 1024;
/** Refused requests have records without intents. A start looks through them all, so they must not be too many. */
const recordsPassed = 10_000;

/**
 * `audit/intent.log`: a header `{"after_seq":N}`, then one intent a line. Every intent whose id no record after N
 * carries was interrupted.
 */
export class IntentLog {
  readonly #path: string;
  #file: AppendFile;
  readonly #open = new Map<string, string>();
  #settled: { seq: number; line: string }[] = [];
  #afterSeq = 0;

  constructor(home: HomePaths) {
    this.#path = home.intentLog;
    this.#file = new AppendFile(this.#path);
  }

  get file(): AppendFile {
    return this.#file;
  }

  write(intent: AuditIntent): void {
    const line = `${printable(JSON.stringify(intent))}\n`;
    this.#file.write(line);
    this.#open.set(intent.id, line);
  }

  /** The intent's record is record `seq`. */
  settle(id: string, seq: number): void {
    const line = this.#open.get(id);
    if (line === undefined) return;
    this.#open.delete(id);
    this.#settled.push({ seq, line });
  }

  /** Throws while the disk takes no more: room for a handful of intents must be there. */
  probe(): void {
    const { position } = this.#file;
    this.#file.write(" ".repeat(4096));
    this.#file.truncate(position);
  }

  /** Forgets intents whose records are on the disk, and keeps the file small. Returns a file to be closed, if any. */
  trim(syncedSeq: number): AppendFile | null {
    this.#settled = this.#settled.filter(({ seq }) => seq > syncedSeq);
    const isFar = syncedSeq - this.#afterSeq >= recordsPassed;
    if (this.#open.size === 0 && this.#settled.length === 0) {
      if (isFar || this.#file.position >= emptyBytes) this.reset(syncedSeq);
      return null;
    }
    return isFar || this.#file.position >= compactBytes ? this.#compact(syncedSeq) : null;
  }

  /** Starts over with no intents, after record `seq`. */
  reset(seq: number): void {
    this.#file.truncate(0);
    this.#file.write(header(seq));
    this.#afterSeq = seq;
  }

  close(): void {
    this.#file.close();
  }

  #compact(syncedSeq: number): AppendFile | null {
    const temporary = `${this.#path}.new`;
    fs.rmSync(temporary, { force: true });
    let next: AppendFile | null = null;
    try {
      next = new AppendFile(temporary, { exclusive: true });
      next.write(header(syncedSeq));
      for (const { line } of this.#settled) next.write(line);
      for (const line of this.#open.values()) next.write(line);
      next.syncNow();
      fs.renameSync(temporary, this.#path);
    } catch {
      // Without room for the copy the long log goes on serving.
      next?.close();
      return null;
    }
    const previous = this.#file;
    this.#file = next;
    this.#afterSeq = syncedSeq;
    return previous;
  }
}

function header(afterSeq: number): string {
  return `{"after_seq":${afterSeq}}\n`;
}

export interface IntentsAfterCrash {
  readonly afterSeq: number;
  /** In the order of writing. */
  readonly intents: AuditIntent[];
  /** Whole lines that do not read as intents: the disk lost them. */
  readonly unreadable: number;
}

/** Reads what the last run left. A last line without newline was never finished, so its request never left. */
export function readIntents(home: HomePaths): IntentsAfterCrash {
  const text = fs.existsSync(home.intentLog) ? fs.readFileSync(home.intentLog, "latin1") : "";
  const lines = text.split("\n").slice(0, -1);
  let afterSeq = 0;
  let unreadable = 0;
  // A request that waited for the user's answer has two intents: what it was asked, and what then left.
  const intents = new Map<string, AuditIntent>();
  for (const line of lines) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    if (parsed === null) unreadable++;
    else if ("after_seq" in parsed) afterSeq = parsed.after_seq;
    else intents.set(parsed.id, parsed);
  }
  return { afterSeq, intents: [...intents.values()], unreadable };
}

function parseLine(line: string): AuditIntent | { after_seq: number } | null {
  try {
    const parsed = JSON.parse(line) as AuditIntent | { after_seq: number };
    if ("after_seq" in parsed) return Number.isSafeInteger(parsed.after_seq) ? parsed : null;
    return typeof parsed.id === "string" ? parsed : null;
  } catch {
    return null;
  }
}
