import { createReadStream, createWriteStream, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { PruneResult } from "../../../src-shared/contract/audit.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { syncFolder } from "./appendFile.ts";
import { checkLine } from "./chain.ts";
import type { Head } from "./checkpointLog.ts";
import { LogReader } from "./logReader.ts";
import { listSegments, type Segment, segmentPath } from "./segments.ts";

/** What a prune would take away. */
export interface PrunePlan {
  /** Segments of which nothing stays. */
  readonly whole: readonly Segment[];
  /** The segment that is cut, if the first record that stays is inside one. */
  readonly cut: Segment | null;
}

/** Throws `audit_broken` where files do not follow each other as their names say: a wrong name must not cost records. */
export function planPrune(segments: readonly Segment[], prunedTo: number, firstKept: number): PrunePlan {
  let last = prunedTo;
  for (const { firstSeq, lastSeq, path } of segments) {
    if (firstSeq !== last + 1 || lastSeq < firstSeq) {
      throw new AppError("audit_broken", `${path} does not follow record #${last}.`, "See `clauderon audit verify`.");
    }
    last = lastSeq;
  }
  return {
    whole: segments.filter(({ lastSeq }) => lastSeq < firstKept),
    cut: segments.find(({ firstSeq, lastSeq }) => firstSeq < firstKept && lastSeq >= firstKept) ?? null,
  };
}

/** What a prune would do, without doing it. Bytes are by share, so about right. */
export function estimatePrune(home: HomePaths, firstSeq: number, newestSeq: number, firstKept: number): PruneResult {
  const kept = Math.max(firstSeq, Math.min(firstKept, newestSeq + 1));
  const live = listSegments(home).at(-1)?.lastSeq ?? firstSeq - 1;
  const liveBytes = statSync(home.auditLog, { throwIfNoEntry: false })?.size ?? 0;
  const parts = [
    ...listSegments(home).map((segment) => ({ ...segment, bytes: statSync(segment.path).size })),
    { firstSeq: live + 1, lastSeq: Math.max(live + 1, newestSeq), bytes: liveBytes },
  ];
  const freedBytes = parts.reduce((sum, part) => {
    const records = part.lastSeq - part.firstSeq + 1;
    return sum + part.bytes * (Math.max(0, Math.min(records, kept - part.firstSeq)) / records);
  }, 0);
  const removed = newestSeq === 0 ? 0 : kept - firstSeq;
  return { removed, firstSeq: kept, freedBytes: Math.round(freedBytes), checkpoint: null };
}

/** The last record that goes, and a copy of what stays of its segment, not yet in its place. */
export async function preparePrune(home: HomePaths, plan: PrunePlan, firstKept: number): Promise<Head> {
  const segment = plan.cut ?? plan.whole.at(-1);
  if (!segment) throw new AppError("usage", `No record before #${firstKept} is in a segment.`);
  const { head, bytes } = await findRecord(home, segment, firstKept - 1);
  if (plan.cut) {
    const copy = copyPath(home, firstKept, plan.cut.lastSeq);
    rmSync(copy, { force: true });
    await pipeline(
      createReadStream(plan.cut.path, { start: bytes }),
      createWriteStream(copy, { flags: "wx", mode: 0o600, flush: true }),
    );
  }
  return head;
}

/**
 * Removes what the signed checkpoint says is removed. Can be done again at any time: a crash in the middle is finished
 * by the next start. Returns how many bytes were freed.
 */
export function finishPrune(home: HomePaths, prunedTo: number): number {
  let freed = 0;
  for (const { path, firstSeq, lastSeq } of listSegments(home)) {
    if (firstSeq > prunedTo) continue;
    const size = statSync(path).size;
    let kept = 0;
    if (lastSeq > prunedTo) {
      const copy = copyPath(home, prunedTo + 1, lastSeq);
      const place = segmentPath(home, prunedTo + 1, lastSeq);
      if (existsSync(copy)) renameSync(copy, place);
      kept = statSync(place).size;
    }
    rmSync(path);
    freed += size - kept;
  }
  for (const name of readdirSync(home.auditSegments)) {
    if (name.endsWith(copySuffix)) rmSync(join(home.auditSegments, name), { force: true });
  }
  syncFolder(home.auditSegments);
  return freed;
}

const copySuffix = ".jsonl.kept";

function copyPath(home: HomePaths, firstSeq: number, lastSeq: number): string {
  return join(home.auditSegments, `${firstSeq}-${lastSeq}${copySuffix}`);
}

async function findRecord(home: HomePaths, segment: Segment, seq: number): Promise<{ head: Head; bytes: number }> {
  const reader = new LogReader(home, { firstSeq: segment.firstSeq, bytes: 0 });
  try {
    for await (const lines of reader.batches()) {
      for (const { text, end } of lines) {
        if (!text.includes(`"seq":${seq},`)) continue;
        const record = checkLine(text);
        if (record?.seq === seq && end.firstSeq === segment.firstSeq) {
          return { head: { seq, hash: record.hash }, bytes: end.bytes };
        }
      }
      if (reader.position.firstSeq !== segment.firstSeq) break;
    }
  } finally {
    await reader.close();
  }
  throw new AppError("audit_broken", `Record #${seq} is not in ${segment.path}.`, "See `clauderon audit verify`.");
}
