import type { Checkpoint } from "../../../src-shared/model/auditCheckpoint.ts";
import { checkLine } from "./chain.ts";
import type { Head } from "./checkpointLog.ts";
import type { Fault } from "./faults.ts";

/** A record that must be in the log with this hash. */
export interface Mark extends Head {
  /** Number of the checkpoint that says so, or the head that was given. */
  readonly source: number | "head";
}

export interface ChainCheckOptions {
  /** What the chain goes on from: nothing, or the last record that was pruned. */
  readonly start: Head;
  /** How far the log was acknowledged. */
  readonly acknowledged: Head | null;
  readonly marks: readonly Mark[];
}

/** Walks over the lines. After the first fault it only counts, and looks for the record that is missing. */
export class ChainCheck {
  readonly #start: Head;
  readonly #acknowledged: Head | null;
  readonly #marks = new Map<number, Mark[]>();
  readonly #furthest: Mark | null;
  #seq: number;
  #hash: string;
  #since: string | null = null;
  #acknowledgedHash: string | null = null;
  #fault: Fault | null = null;
  /** Where the last mark was met that the log agrees with: up to there it is signed. */
  #signed: Head;
  #intact = 0;
  #after = 0;

  constructor({ start, acknowledged, marks }: ChainCheckOptions) {
    this.#start = this.#signed = start;
    this.#seq = start.seq;
    this.#hash = start.hash;
    this.#acknowledged = acknowledged;
    for (const mark of marks) this.#marks.set(mark.seq, [...(this.#marks.get(mark.seq) ?? []), mark]);
    this.#furthest = marks.reduce<Mark | null>((most, mark) => (most && most.seq >= mark.seq ? most : mark), null);
  }

  get checked(): number {
    return this.#intact + this.#after;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  /** Records up to the fault, or all. */
  get intact(): number {
    return this.#intact;
  }

  get after(): number {
    return this.#after;
  }

  get head(): Head {
    return { seq: this.#seq, hash: this.#hash };
  }

  get since(): string | null {
    return this.#since;
  }

  add(text: string): void {
    if (this.#fault) {
      this.#after++;
      if (this.#fault.kind === "gap" && text.includes(`"seq":${this.#fault.seq},`)) {
        this.#fault = { ...this.#fault, kind: "reordered" };
      }
      return;
    }
    const fault = this.#judge(text);
    if (!fault) return;
    this.#fault = fault;
    this.#after++;
  }

  finish(unfinished: boolean): void {
    this.#fault ??= this.#faultAtEnd(unfinished);
  }

  /** Names the fault anew, once more is known than a walk can see. */
  rename(kind: Fault["kind"]): void {
    if (this.#fault) this.#fault = { ...this.#fault, kind };
  }

  #judge(text: string): Fault | null {
    const expected = this.#seq + 1;
    const record = checkLine(text);
    if (!record) return { kind: "edited", seq: expected };
    if (record.seq > expected) return { kind: "gap", seq: expected, upTo: record.seq - 1 };
    if (record.seq === this.#seq && record.hash !== this.#hash) return { kind: "forked", seq: record.seq };
    if (record.seq < expected) return { kind: "replayed", seq: record.seq };
    if (record.prev_hash !== this.#hash) return { kind: "forked", seq: expected };
    for (const mark of this.#marks.get(record.seq) ?? []) {
      if (mark.hash !== record.hash) return this.#rewritten(mark);
    }
    this.#intact++;
    this.#seq = record.seq;
    this.#hash = record.hash;
    this.#since ??= record.timestamp;
    if (this.#marks.has(record.seq)) this.#signed = record;
    if (record.seq === this.#acknowledged?.seq) this.#acknowledgedHash = record.hash;
    return null;
  }

  /** A whole chain that is not the signed one: only what an earlier mark covers still holds. */
  #rewritten(mark: Mark): Fault {
    const unsigned = this.#seq - this.#signed.seq;
    this.#intact -= unsigned;
    this.#after += unsigned;
    this.#seq = this.#signed.seq;
    this.#hash = this.#signed.hash;
    return { kind: "forked", seq: mark.seq, since: this.#signed.seq + 1, against: mark.source };
  }

  #faultAtEnd(unfinished: boolean): Fault | null {
    const acknowledged = this.#acknowledged;
    const known = Math.max(acknowledged?.seq ?? 0, this.#furthest?.seq ?? 0);
    if (this.#seq < known) return { kind: "truncated", seq: this.#seq + 1, upTo: known };
    const isOther = acknowledged && this.#acknowledgedHash !== null && this.#acknowledgedHash !== acknowledged.hash;
    if (isOther && acknowledged.seq > this.#start.seq) return { kind: "forked", seq: acknowledged.seq };
    return unfinished ? { kind: "torn", seq: this.#seq + 1 } : null;
  }
}

/** What the signed checkpoints say of records that are still there. */
export function marksOf(checkpoints: readonly Checkpoint[], after: number): Mark[] {
  return checkpoints
    .filter(({ seq }) => seq > after)
    .map(({ seq, hash, number }): Mark => ({ seq, hash, source: number }));
}
