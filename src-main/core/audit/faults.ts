import type { FaultKind } from "../../../src-shared/contract/audit.ts";

/** The first record that does not hold. */
export interface Fault {
  readonly kind: FaultKind;
  readonly seq: number;
  /** Last of the missing records. */
  readonly upTo?: number;
  /** The checkpoint that says so, or the head that was given. */
  readonly against?: number | "head";
  /** First record that no earlier checkpoint vouches for. */
  readonly since?: number;
}

/** The first checkpoint that does not hold. */
export interface CheckpointFault {
  readonly kind: FaultKind;
  readonly number: number;
}

/** What is wrong, what still holds and what does not, in words. `after`: lines from the fault on. */
export function describeFault(fault: Fault, intact: number, after: number): string {
  const untrusted = fault.kind === "gap" ? after : Math.max(0, after - 1);
  const it = fault.upTo === undefined || fault.upTo === fault.seq ? "it" : "them";
  if (fault.since === 1) {
    return `${sentence(fault)} No checkpoint covers a part of it: none of its ${counted(after)} can be trusted.`;
  }
  if (fault.since !== undefined) {
    return `${sentence(fault)} ${counted(intact)} up to #${number(fault.since - 1)} ${areIntact(intact)}; the ${number(after)} after cannot be trusted.`;
  }
  const rest = untrusted === 0 ? "" : `; the ${number(untrusted)} after ${it} cannot be trusted`;
  return `${sentence(fault)} ${counted(intact)} before ${it} ${areIntact(intact)}${rest}.`;
}

const counted = (records: number): string => `${number(records)} record${records === 1 ? "" : "s"}`;
const areIntact = (records: number): string => (records === 1 ? "is intact" : "are intact");

function sentence(fault: Fault): string {
  const record = `Record #${number(fault.seq)}`;
  const upTo = fault.upTo ?? fault.seq;
  const missing =
    upTo === fault.seq ? `${record} is missing` : `Records #${number(fault.seq)} to #${number(upTo)} are missing`;
  switch (fault.kind) {
    case "edited":
      return `${record} was changed after it was written.`;
    case "reordered":
      return `${record} does not stand where it was written.`;
    case "replayed":
      return `${record} is in the log a second time: it was copied in after being written.`;
    case "gap":
      return `${missing}: removed after being written.`;
    case "truncated":
      return `${missing}: the end of the log was cut off.`;
    case "torn":
      return `${record} is unfinished: the log ends within it, as after a crash; the next start removes it.`;
    default:
      return forked(fault, record);
  }
}

function forked({ against, since, seq }: Fault, record: string): string {
  if (against === undefined || since === undefined) {
    return `${record} does not continue the record before it: the log was rewritten or joined from two.`;
  }
  const signed =
    against === "head" ? "the one of the head that was given" : `the one that checkpoint ${against} signed`;
  const where = since === seq ? "" : ` from #${number(since)} on or later`;
  return `${record} is not ${signed}: the log was rewritten${where}.`;
}

export function describeCheckpointFault({ kind, number: at }: CheckpointFault): string {
  const checkpoint = `Checkpoint ${number(at)}`;
  switch (kind) {
    case "gap":
      return `${checkpoint} is missing: removed after being signed.`;
    case "truncated":
      return `${checkpoint} is missing: the end of the checkpoints was cut off.`;
    case "reordered":
      return `${checkpoint} does not stand where it was written.`;
    case "replayed":
      return `${checkpoint} is there a second time: it was copied in.`;
    case "torn":
      return `${checkpoint} is unfinished, as after a crash; the next start removes it.`;
    case "forked":
      return `${checkpoint} does not continue the checkpoint before it: there are two histories.`;
    case "edited":
    case "bad_signature":
    case "other_key":
      return `${checkpoint} does not bear the signature of this log's key: it was changed, or signed by another.`;
  }
}

function number(value: number): string {
  return value.toLocaleString("en");
}
