import { genesisHash } from "../../../src-shared/model/auditRecord.ts";
import type { HomePaths } from "../home.ts";
import { type AcknowledgedHead, readAcknowledgedHead } from "./acknowledgedHead.ts";
import { checkLine } from "./chain.ts";
import { describeFault, type Fault, type FaultKind } from "./faults.ts";
import { currentEnd, type LogLine, LogReader } from "./logReader.ts";

export interface Verification {
  readonly ok: boolean;
  /** Intact records, counted from the first. */
  readonly records: number;
  readonly brokenSeq: number | null;
  readonly kind: FaultKind | null;
  /** One sentence, or a few, for a person. */
  readonly message: string;
  /** Hash of the last intact record: keep it elsewhere to prove later that the log was not rewritten. */
  readonly headHash: string;
}

export interface VerifyProgress {
  /** Records looked at so far. */
  readonly checked: number;
  readonly result: Verification | null;
}

/** A writer may be in the middle of a line; one that stays unfinished for this long was torn. */
const unfinishedTries = 5;
const unfinishedWaitMs = 10;

/**
 * Checks every record of the log, each by itself and against its predecessor, and the end against the head that was
 * acknowledged. The log may be written and rotated meanwhile. Yields after each batch; the last event has the result.
 */
export async function* verifyLog(home: HomePaths): AsyncGenerator<VerifyProgress> {
  // Read first: what was acknowledged before we began must be there when we arrive.
  const head = readAcknowledgedHead(home);
  const reader = new LogReader(home, { firstSeq: 1, bytes: 0 }, currentEnd(home));
  const chain = new ChainCheck(head);
  try {
    for (let tries = 0; tries < unfinishedTries; tries++) {
      for await (const lines of reader.batches()) {
        for (const line of lines) chain.add(line);
        yield { checked: chain.checked, result: null };
        tries = 0;
      }
      if (reader.unfinished.length === 0 || chain.isBroken) break;
      await new Promise((resolve) => setTimeout(resolve, unfinishedWaitMs));
    }
    yield { checked: chain.checked, result: chain.finish(reader.unfinished.length > 0) };
  } finally {
    await reader.close();
  }
}

/** Walks over the lines. After the first fault it only counts, and looks for the record that is missing. */
class ChainCheck {
  readonly #head: AcknowledgedHead | null;
  #intact = 0;
  #seq = 0;
  #hash = genesisHash;
  #since: string | null = null;
  #headHash: string | null = null;
  #fault: Fault | null = null;
  #after = 0;

  constructor(head: AcknowledgedHead | null) {
    this.#head = head;
  }

  get checked(): number {
    return this.#intact + this.#after;
  }

  get isBroken(): boolean {
    return this.#fault !== null;
  }

  add({ text }: LogLine): void {
    if (this.#fault) {
      this.#after++;
      if (this.#fault.kind === "removed" && text.includes(`"seq":${this.#fault.seq},`)) {
        this.#fault = { ...this.#fault, kind: "reordered" };
      }
      return;
    }
    const fault = this.#judge(text);
    if (!fault) return;
    this.#fault = fault;
    this.#after = 1;
  }

  finish(unfinished: boolean): Verification {
    const fault = this.#fault ?? this.#faultAtEnd(unfinished);
    const records = this.#intact;
    const headHash = this.#hash;
    if (fault) {
      const message = describeFault(fault, records, this.#after);
      return { ok: false, records, brokenSeq: fault.seq, kind: fault.kind, message, headHash };
    }
    return { ok: true, records, brokenSeq: null, kind: null, message: this.#describeSound(), headHash };
  }

  #judge(text: string): Fault | null {
    const expected = this.#seq + 1;
    const record = checkLine(text);
    if (!record) return { kind: "edited", seq: expected };
    if (record.seq > expected) return { kind: "removed", seq: expected, upTo: record.seq - 1 };
    if (record.seq === this.#seq) return { kind: "forked", seq: record.seq };
    if (record.seq < expected) return { kind: "reordered", seq: record.seq };
    if (record.prev_hash !== this.#hash) return { kind: "forked", seq: expected };
    this.#intact++;
    this.#seq = record.seq;
    this.#hash = record.hash;
    this.#since ??= record.timestamp;
    if (record.seq === this.#head?.seq) this.#headHash = record.hash;
    return null;
  }

  #faultAtEnd(unfinished: boolean): Fault | null {
    const head = this.#head;
    if (head && this.#seq < head.seq) return { kind: "truncated", seq: this.#seq + 1, upTo: head.seq };
    if (head && this.#headHash !== null && this.#headHash !== head.hash) return { kind: "forked", seq: head.seq };
    return unfinished ? { kind: "torn", seq: this.#seq + 1 } : null;
  }

  #describeSound(): string {
    if (this.#intact === 0) return "The log holds no record yet.";
    const count = `${this.#intact.toLocaleString("en")} record${this.#intact === 1 ? " is" : "s are"}`;
    return (
      `${count} complete and unaltered since ${this.#since}. A local chain cannot show that the whole log was ` +
      `replaced: keep the head ${this.#hash} elsewhere to prove it.`
    );
  }
}
