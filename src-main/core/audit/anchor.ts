import type { FaultKind } from "../../../src-shared/contract/audit.ts";
import type { Checkpoint, SignedHead } from "../../../src-shared/model/auditCheckpoint.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { isSignedBy, withoutKey } from "./checkpoint.ts";
import { type PublicKey, parsePublicKey } from "./signingKey.ts";

export interface AnchorFault {
  readonly kind: FaultKind;
  readonly message: string;
}

/**
 * Whether a head that was kept elsewhere belongs to this log's key and checkpoints. Whether the log still has its
 * record is for the walk over the log to find.
 */
export function checkAnchor(
  head: SignedHead,
  key: PublicKey | null,
  checkpoints: readonly Checkpoint[],
): AnchorFault | null {
  const own = parsePublicKey(head.public_key);
  const checkpoint = withoutKey(head);
  if (!own || own.fingerprint !== head.key || !isSignedBy(own, checkpoint)) {
    return { kind: "bad_signature", message: "The head that was given does not bear the signature of its own key." };
  }
  if (head.key !== key?.fingerprint) {
    const ours = key ? `this log's key is ${key.fingerprint.slice(0, 16)}…` : "this log has no key";
    return {
      kind: "other_key",
      message: `The head that was given was signed by the key ${head.key.slice(0, 16)}…, but ${ours}: it belongs to another log, or this one was replaced.`,
    };
  }
  const same = checkpoints[head.number - 1];
  if (!same) {
    return { kind: "truncated", message: `Checkpoint ${head.number}, which is the head that was given, is missing.` };
  }
  if (canonicalJson(same) === canonicalJson(checkpoint)) return null;
  return {
    kind: "forked",
    message: `Checkpoint ${head.number} is not the head that was given: there are two histories.`,
  };
}
