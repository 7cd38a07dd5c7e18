import type { Checkpoint } from "../../../src-shared/model/auditCheckpoint.ts";
import { genesisHash } from "../../../src-shared/model/auditRecord.ts";
import { hashOf, isSignedBy, parseCheckpoint } from "./checkpoint.ts";
import type { CheckpointFault } from "./faults.ts";
import type { PublicKey } from "./signingKey.ts";

export interface CheckedCheckpoints {
  /** Those that hold, in order, up to the first that does not. */
  readonly sound: readonly Checkpoint[];
  readonly fault: CheckpointFault | null;
}

/**
 * Checks the lines of `audit/checkpoints.jsonl` by themselves and against each other. `atLeast` is how many the
 * acknowledged head has seen; a chain alone cannot tell that its end was cut off.
 */
export function checkCheckpoints(
  lines: readonly string[],
  unfinished: boolean,
  key: PublicKey | null,
  atLeast: number,
): CheckedCheckpoints {
  const sound: Checkpoint[] = [];
  const known = new Set<string>();
  const failed = (kind: CheckpointFault["kind"], number: number): CheckedCheckpoints => ({
    sound,
    fault: { kind, number },
  });
  for (const [at, line] of lines.entries()) {
    const expected = sound.length + 1;
    const before = sound.at(-1) ?? null;
    const checkpoint = parseCheckpoint(line);
    if (!checkpoint || !key || !isSignedBy(key, checkpoint)) return failed("bad_signature", expected);
    if (known.has(line)) return failed("replayed", checkpoint.number);
    if (checkpoint.number > expected) {
      const isLater = lines.slice(at + 1).some((later) => parseCheckpoint(later)?.number === expected);
      return failed(isLater ? "reordered" : "gap", expected);
    }
    // The key never signs a number twice: a second history under it.
    if (checkpoint.number < expected) return failed("forked", checkpoint.number);
    if (checkpoint.previous !== (before ? hashOf(before) : genesisHash)) return failed("forked", expected);
    if (before && checkpoint.seq < before.seq && checkpoint.kind === "mark") return failed("forked", expected);
    known.add(line);
    sound.push(checkpoint);
  }
  if (unfinished) return failed("torn", sound.length + 1);
  if (sound.length < atLeast) return failed("truncated", sound.length + 1);
  return { sound, fault: null };
}
