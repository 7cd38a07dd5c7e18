import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { HomePaths } from "../home.ts";
import { firstLine } from "./tailReader.ts";

/** A rotated part of the log. */
export interface Segment {
  readonly path: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

const segmentName = /^(\d+)-(\d+)\.jsonl$/;

export function isSegmentName(name: string): boolean {
  return segmentName.test(name);
}

/** Rotated segments, oldest first. Other files in the folder are none of the log's. */
export function listSegments(home: HomePaths): Segment[] {
  return namesIn(home.auditSegments)
    .flatMap((name) => {
      const match = segmentName.exec(name);
      if (!match) return [];
      return [{ path: join(home.auditSegments, name), firstSeq: Number(match[1]), lastSeq: Number(match[2]) }];
    })
    .sort((left, right) => left.firstSeq - right.firstSeq);
}

export function segmentPath(home: HomePaths, firstSeq: number, lastSeq: number): string {
  return join(home.auditSegments, `${firstSeq}-${lastSeq}.jsonl`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Number of a log file's first record; null while there is none that reads. */
export function firstSeqOf(path: string): number | null {
  const line = existsSync(path) ? firstLine(path) : null;
  const digits = line && /"seq":(\d+)/.exec(line)?.[1];
  return digits ? Number(digits) : null;
}
