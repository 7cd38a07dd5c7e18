import type { VerifyResult } from "../../../src-shared/contract/audit.ts";
import type { Checkpoint, SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import { genesisHash } from "../../../src-shared/model/auditRecord.ts";
import type { HomePaths } from "../home.ts";
import { readAcknowledgedHead } from "./acknowledgedHead.ts";
import { type AnchorFault, checkAnchor } from "./anchor.ts";
import { checkLine } from "./chain.ts";
import { ChainCheck, type Mark, marksOf } from "./chainCheck.ts";
import { type CheckedCheckpoints, checkCheckpoints } from "./checkpointCheck.ts";
import { readCheckpointLines } from "./checkpointLog.ts";
import { describeCheckpointFault, describeFault, type Fault } from "./faults.ts";
import { currentEnd, LogReader } from "./logReader.ts";
import { listSegments } from "./segments.ts";
import { type PublicKey, readPublicKey } from "./signingKey.ts";
import { describeSound } from "./soundLog.ts";

export interface VerifyProgress {
  /** Records looked at so far. */
  readonly checked: number;
  readonly result: VerifyResult | null;
}

/** A writer may be in the middle of a line; one that stays unfinished for this long was torn. */
const unfinishedTries = 5;
const unfinishedWaitMs = 10;
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, unfinishedWaitMs));

/**
 * Checks every record of the log, each by itself and against its predecessor; the signed checkpoints, each by itself,
 * against its predecessor and against the log; and the ends of both against the head that was acknowledged. `anchor`
 * is a head that was kept elsewhere. The log may be written and rotated meanwhile, but not pruned. Yields after each
 * batch; the last event has the result.
 */
export async function* verifyLog(home: HomePaths, anchor: SignedHead | null = null): AsyncGenerator<VerifyProgress> {
  // Read in this order: what was acknowledged and signed before we began must be there when we arrive.
  const acknowledged = readAcknowledgedHead(home);
  const key = readPublicKey(home);
  const signed = await readCheckpoints(home, key, acknowledged?.checkpoint ?? 0);
  const pruned = signed.sound.findLast(({ kind }) => kind === "pruned") ?? null;
  const start = pruned ?? { seq: 0, hash: genesisHash };
  const anchorFault = anchor && checkAnchor(anchor, key, signed.sound);
  const marks: Mark[] = marksOf(signed.sound, start.seq);
  if (anchor && anchor.seq > start.seq) marks.push({ seq: anchor.seq, hash: anchor.hash, source: "head" });

  const reader = new LogReader(home, { firstSeq: start.seq + 1, bytes: 0 }, currentEnd(home));
  const chain = new ChainCheck({ start, acknowledged, marks: anchorFault ? marksOf(signed.sound, start.seq) : marks });
  try {
    for (let tries = 0; tries < unfinishedTries; tries++) {
      for await (const lines of reader.batches()) {
        for (const { text } of lines) chain.add(text);
        yield { checked: chain.checked, result: null };
        tries = 0;
      }
      if (reader.unfinished.length === 0 || chain.fault) break;
      await aMoment();
    }
    chain.finish(reader.unfinished.length > 0);
  } finally {
    await reader.close();
  }
  if (chain.fault?.kind === "replayed" && (await isOtherRecord(home, chain.fault.seq, start.seq)))
    chain.rename("forked");
  const fault = chain.fault ?? strayFile(home, start.seq);
  yield {
    checked: chain.checked,
    result: resultOf({ chain, fault, signed, pruned, key, anchor, anchorFault }),
  };
}

async function readCheckpoints(home: HomePaths, key: PublicKey | null, atLeast: number): Promise<CheckedCheckpoints> {
  let read = readCheckpointLines(home);
  for (let tries = 0; tries < unfinishedTries && read.unfinished; tries++) {
    await aMoment();
    read = readCheckpointLines(home);
  }
  return checkCheckpoints(read.lines, read.unfinished, key, atLeast);
}

/** A second record of one number: true unless it is the first, copied. */
async function isOtherRecord(home: HomePaths, seq: number, after: number): Promise<boolean> {
  if (seq <= after) return false;
  const reader = new LogReader(home, { firstSeq: after + 1, bytes: 0 }, currentEnd(home));
  const hashes = new Set<string>();
  try {
    for await (const lines of reader.batches()) {
      for (const { text } of lines) {
        if (!text.includes(`"seq":${seq},`)) continue;
        const record = checkLine(text);
        if (record?.seq === seq) hashes.add(record.hash);
      }
      if (hashes.size > 1) return true;
    }
  } finally {
    await reader.close();
  }
  return false;
}

/** A file of records that the log has in another file, or no longer. The reader goes past it; nobody else must. */
function strayFile(home: HomePaths, prunedTo: number): Fault | null {
  let last = prunedTo;
  for (const { firstSeq, lastSeq } of listSegments(home)) {
    if (firstSeq <= last) return { kind: "replayed", seq: Math.max(1, firstSeq) };
    last = lastSeq;
  }
  return null;
}

interface Findings {
  readonly chain: ChainCheck;
  readonly fault: Fault | null;
  readonly signed: CheckedCheckpoints;
  readonly pruned: Checkpoint | null;
  readonly key: PublicKey | null;
  readonly anchor: SignedHead | null;
  readonly anchorFault: AnchorFault | null;
}

/** What explains the rest is named first: without its checkpoints a log begins in the middle. */
function resultOf({ chain, fault, signed, pruned, key, anchor, anchorFault }: Findings): VerifyResult {
  const reached = chain.head.seq;
  const newest = signed.sound.findLast(({ seq }) => seq <= reached) ?? null;
  const kind = anchorFault?.kind ?? signed.fault?.kind ?? fault?.kind ?? null;
  const sentences = [
    ...(anchorFault ? [anchorFault.message] : []),
    ...(signed.fault ? [describeCheckpointFault(signed.fault)] : []),
    ...(fault ? [describeFault(fault, chain.intact, chain.after)] : []),
  ];
  const anchoredTo = kind === null && anchor ? anchor.seq : null;
  return {
    ok: kind === null,
    records: chain.intact,
    kind,
    brokenSeq: fault?.seq ?? null,
    brokenCheckpoint: signed.fault?.number ?? null,
    message:
      sentences.join(" ") ||
      describeSound({ records: chain.intact, since: chain.since, checkpoint: newest, pruned, anchoredTo }),
    headHash: chain.head.hash,
    since: chain.since,
    checkpoint: newest,
    prunedTo: pruned?.seq ?? 0,
    key: key?.fingerprint ?? null,
    anchoredTo,
  };
}
