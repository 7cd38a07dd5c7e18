import { createHash, verify } from "node:crypto";
import {
  type Checkpoint,
  checkpointFormat,
  checkpointSchema,
  type SignedHead,
} from "../../../src-shared/model/auditCheckpoint.ts";
import { genesisHash } from "../../../src-shared/model/auditRecord.ts";
import { canonicalJson } from "./canonicalJson.ts";
import type { PublicKey, SigningKey } from "./signingKey.ts";

/** What a checkpoint says, before it is signed. */
export interface Statement {
  readonly kind: Checkpoint["kind"];
  readonly seq: number;
  readonly hash: string;
  readonly timestamp: string;
}

export function signCheckpoint(key: SigningKey, statement: Statement, before: Checkpoint | null): Checkpoint {
  const unsigned = {
    ...statement,
    format: checkpointFormat,
    key: key.fingerprint,
    number: (before?.number ?? 0) + 1,
    previous: before ? hashOf(before) : genesisHash,
  } as const;
  return { ...unsigned, signature: key.sign(canonicalJson(unsigned)) };
}

/** What the next checkpoint names as its previous one. */
export function hashOf(checkpoint: Checkpoint): string {
  return createHash("sha256").update(canonicalJson(checkpoint)).digest("hex");
}

/** Says nothing of its neighbours, nor of the log. */
export function isSignedBy(key: PublicKey, checkpoint: Checkpoint): boolean {
  if (checkpoint.key !== key.fingerprint) return false;
  const { signature, ...unsigned } = checkpoint;
  const bytes = Buffer.from(signature, "base64");
  // One signature has one spelling: else a changed line could still pass.
  if (bytes.toString("base64") !== signature) return false;
  return verify(null, Buffer.from(canonicalJson(unsigned), "utf8"), key.key, bytes);
}

/** A line that reads back as it was written, or null. */
export function parseCheckpoint(line: string): Checkpoint | null {
  try {
    const parsed = checkpointSchema.strict().safeParse(JSON.parse(line));
    return parsed.success && canonicalJson(parsed.data) === line ? parsed.data : null;
  } catch {
    return null;
  }
}

export function withoutKey({ public_key: _key, ...checkpoint }: SignedHead): Checkpoint {
  return checkpoint;
}
