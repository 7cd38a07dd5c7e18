import type { Checkpoint } from "../../../src-shared/model/auditCheckpoint.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface SoundLog {
  readonly records: number;
  readonly since: string | null;
  readonly checkpoint: Checkpoint | null;
  readonly pruned: Checkpoint | null;
  /** Number of the record of the head that was given and found. */
  readonly anchoredTo: number | null;
}

/** What a log without a fault proves, and what it cannot. */
export function describeSound({ records, since, checkpoint, pruned, anchoredTo }: SoundLog): string {
  const sentences: string[] = [];
  if (records === 0 || since === null) sentences.push("The log holds no record yet.");
  else {
    const are = records === 1 ? "1 record is" : `${number(records)} records are`;
    sentences.push(`${are} complete and unaltered since ${moment(since)}.`);
  }
  if (pruned) {
    const upTo = `up to #${number(pruned.seq)}`;
    sentences.push(
      `The records ${upTo} were pruned on ${moment(pruned.timestamp)}, which checkpoint ${pruned.number} signs.`,
    );
  }
  if (checkpoint && checkpoint.seq > 0) sentences.push(`Last checkpoint #${number(checkpoint.seq)} is signed.`);
  if (anchoredTo !== null) {
    sentences.push(
      `The head that was given, #${number(anchoredTo)}, is part of this log: up to there it was not replaced.`,
    );
  } else {
    sentences.push(
      "A local chain cannot show that this whole machine was replaced: export the head to anchor it elsewhere.",
    );
  }
  return sentences.join(" ");
}

/** `3 Nov 2026 09:12 UTC`. */
function moment(timestamp: string): string {
  const at = new Date(timestamp);
  if (Number.isNaN(at.getTime())) return timestamp;
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 16)} UTC`;
}

const number = (value: number): string => value.toLocaleString("en");
