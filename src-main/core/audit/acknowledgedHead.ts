import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { HomePaths } from "../home.ts";

/** The newest record known to be on the disk. */
export interface AcknowledgedHead {
  readonly seq: number;
  readonly hash: string;
  /** Checkpoints that were signed until then. */
  readonly checkpoint: number;
}

const paddedLength = 160;

export function acknowledgedHeadPath(home: HomePaths): string {
  return join(home.auditSegments, "head.json");
}

/** Null when it was never written or does not read: then nothing is known, which is no fault of the log. */
export function readAcknowledgedHead(home: HomePaths): AcknowledgedHead | null {
  try {
    const { seq, hash, checkpoint = 0 } = JSON.parse(readFileSync(acknowledgedHeadPath(home), "utf8"));
    const isWhole = Number.isSafeInteger(seq) && Number.isSafeInteger(checkpoint) && typeof hash === "string";
    return isWhole ? { seq, hash, checkpoint } : null;
  } catch {
    return null;
  }
}

/**
 * `audit/head.json` remembers how far the log was acknowledged, because a chain alone cannot tell that its end was cut
 * off. It is written after each sync and not synced itself: after a power cut it may be older than the log, never newer.
 */
export class AcknowledgedHeadFile {
  readonly #fd: number;

  constructor(home: HomePaths) {
    this.#fd = openSync(
      acknowledgedHeadPath(home),
      constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW,
      0o600,
    );
  }

  write(head: AcknowledgedHead): void {
    writeSync(this.#fd, `${JSON.stringify(head).padEnd(paddedLength - 1)}\n`, 0, "latin1");
  }

  close(): void {
    closeSync(this.#fd);
  }
}
