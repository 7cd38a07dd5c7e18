/**
 * How a log can be broken. edited: a record does not have the content that its hash was made of. reordered: a record
 * stands elsewhere than it was written. removed: records are missing in the middle. truncated: records that were
 * acknowledged are missing at the end. torn: the last line is unfinished. forked: two histories were joined.
 */
export type FaultKind = "edited" | "reordered" | "removed" | "truncated" | "torn" | "forked";

/** The first record that does not hold. */
export interface Fault {
  readonly kind: FaultKind;
  readonly seq: number;
  /** Last of the missing records. */
  readonly upTo?: number;
}

/** What is wrong, what still holds and what does not, in words. `after`: lines from the fault on. */
export function describeFault(fault: Fault, intact: number, after: number): string {
  const untrusted = fault.kind === "removed" ? after : Math.max(0, after - 1);
  const it = fault.upTo === undefined || fault.upTo === fault.seq ? "it" : "them";
  const before = `${number(intact)} record${intact === 1 ? "" : "s"} before ${it} ${intact === 1 ? "is" : "are"} intact`;
  const rest = untrusted === 0 ? "" : `; the ${number(untrusted)} after ${it} cannot be trusted`;
  return `${sentence(fault)} ${before}${rest}.`;
}

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
    case "removed":
      return `${missing}: removed after being written.`;
    case "truncated":
      return `${missing}: the end of the log was cut off.`;
    case "torn":
      return `${record} is unfinished: the log ends within it, as after a crash; the next start removes it.`;
    case "forked":
      return `${record} does not continue the record before it: the log was rewritten or joined from two.`;
  }
}

function number(value: number): string {
  return value.toLocaleString("en");
}
