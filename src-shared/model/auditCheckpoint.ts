import { z } from "zod";

export const checkpointFormat = "clauderon.audit.checkpoint/1";

/**
 * A signed statement: record `seq` of the log had this `hash`, and with it the whole chain before. `pruned` adds that
 * the records up to `seq` were removed on purpose. One line of audit/checkpoints.jsonl; field names are stable.
 */
export const checkpointSchema = z.object({
  format: z.literal(checkpointFormat),
  hash: z.string(),
  /** Fingerprint of the key that signed: hex SHA-256 of its SPKI bytes. */
  key: z.string(),
  kind: z.enum(["mark", "pruned"]),
  /** From 1, without gaps. */
  number: z.number().int().positive(),
  /** Hex SHA-256 of the checkpoint before, as its line stands; 64 zeros for the first. */
  previous: z.string(),
  /** 0 while the log holds no record. */
  seq: z.number().int().nonnegative(),
  /** Base64 Ed25519 over the canonical JSON (RFC 8785) of all other fields. */
  signature: z.string(),
  timestamp: z.string(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** The newest checkpoint with the key that checks it: kept elsewhere, it shows later that the log was not replaced. */
export const signedHeadSchema = checkpointSchema.extend({
  /** PEM. Its fingerprint is `key`, which is signed. */
  public_key: z.string().max(1000),
});
export type SignedHead = z.infer<typeof signedHeadSchema>;
