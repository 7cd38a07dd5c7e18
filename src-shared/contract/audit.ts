import { z } from "zod";
import { checkpointSchema, signedHeadSchema } from "../model/auditCheckpoint.ts";
import { auditRecordSchema } from "../model/auditRecord.ts";
import { call, stream } from "../rpc/contract.ts";

const filter = z.object({
  /** Session name, id or unique prefix. */
  session: z.string().optional(),
  /** Expression of `clauderon audit --where`: `host = "api.github.com" and response_code >= 400`. */
  where: z.string().max(10_000).optional(),
  /** RFC 3339: records that began then or later. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** RFC 3339: records that began before. */
  to: z.iso.datetime({ offset: true }).optional(),
});

/** Fields whose values can be counted: those that have few. */
export const countedFieldSchema = z.enum([
  "session_name",
  "host",
  "service",
  "method",
  "decision",
  "rule",
  "credential_id",
  "response_code",
  "usage.model",
  "error",
]);
export type CountedField = z.infer<typeof countedFieldSchema>;

/** What the records of a list can be put in the order of; `verdict` begins with what was refused. */
export const auditSortColumnSchema = z.enum([
  "time",
  "verdict",
  "session",
  "method",
  "request",
  "status",
  "rule",
  "took",
  "size",
  "tokens",
  "cost",
  "credential",
]);
export type AuditSortColumn = z.infer<typeof auditSortColumnSchema>;

export const auditOrderSchema = z.object({ by: auditSortColumnSchema, descending: z.boolean() });
export type AuditOrder = z.infer<typeof auditOrderSchema>;

export const valueCountSchema = z.object({
  value: z.string(),
  records: z.number().int(),
  /** When the newest of them began. */
  lastAt: z.string(),
});
export type ValueCount = z.infer<typeof valueCountSchema>;

/** Whether the index's copy of a record is what its hash was made of, and what stands before it in the chain. */
export const recordProofSchema = z.object({
  hash: z.enum(["fits", "differs"]),
  /** `first`: the chain begins here, or what was before it was pruned. */
  previous: z.enum(["fits", "differs", "first"]),
  /** The first checkpoint that covers it. Its signature is for `verify` to check. */
  checkpoint: checkpointSchema.nullable(),
});
export type RecordProof = z.infer<typeof recordProofSchema>;

export const auditTallySchema = z.object({
  records: z.number().int(),
  injected: z.number().int(),
  refused: z.number().int(),
  scrubbed: z.number().int(),
  /** The newest record that was looked at. */
  newestSeq: z.number().int(),
  /** False while older ones are still being counted. */
  done: z.boolean(),
});
export type AuditTally = z.infer<typeof auditTallySchema>;

/**
 * How a log, or its checkpoints, can be broken; the words are stable. `edited`: the content is not what its hash was
 * made of. `reordered`: it stands elsewhere than it was written. `replayed`: it is there a second time. `gap`: removed
 * in the middle. `truncated`: missing at the end. `torn`: the last line is unfinished. `forked`: another history, even
 * if it fits itself. `bad_signature`: a checkpoint or a head that this log's key did not sign. `other_key`: a head that
 * belongs to another log.
 */
export const faultKindSchema = z.enum([
  "edited",
  "reordered",
  "replayed",
  "gap",
  "truncated",
  "torn",
  "forked",
  "bad_signature",
  "other_key",
]);
export type FaultKind = z.infer<typeof faultKindSchema>;

export const verifyResultSchema = z.object({
  ok: z.boolean(),
  /** Intact records, from the oldest that is there. */
  records: z.number().int(),
  /** What is wrong, for programs; null when nothing is. */
  kind: faultKindSchema.nullable(),
  /** First record that does not hold, in file order. */
  brokenSeq: z.number().int().nullable(),
  /** First checkpoint that does not hold, by its number. */
  brokenCheckpoint: z.number().int().nullable(),
  /** A few sentences for a person. */
  message: z.string(),
  /** Hash of the last intact record. */
  headHash: z.string(),
  /** When the oldest intact record began. */
  since: z.string().nullable(),
  /** The newest checkpoint that the log agrees with. */
  checkpoint: checkpointSchema.nullable(),
  /** Number of the last record that was pruned; 0 for a whole log. */
  prunedTo: z.number().int(),
  /** Fingerprint of the key that signs this log; null before there is one. */
  key: z.string().nullable(),
  /** Number of the record in the head that was given, if it is proven to be in this log. */
  anchoredTo: z.number().int().nullable(),
});
export type VerifyResult = z.infer<typeof verifyResultSchema>;

export const pruneResultSchema = z.object({
  removed: z.number().int(),
  /** The oldest record that stays, or the next to be written. */
  firstSeq: z.number().int(),
  freedBytes: z.number().int(),
  /** Null when nothing was removed. */
  checkpoint: checkpointSchema.nullable(),
});
export type PruneResult = z.infer<typeof pruneResultSchema>;

/** Counters of many requests. A record may stand for several like ones. */
export const auditTotalsSchema = z.object({
  requests: z.number().int(),
  denials: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** Read from and written to the provider's prompt cache. */
  cacheTokens: z.number().int(),
  costUsd: z.number(),
});
export type AuditTotals = z.infer<typeof auditTotalsSchema>;

export const activityEvent = z.object({
  /** Since midnight, local time. */
  today: auditTotalsSchema.extend({ injected: z.number().int() }),
  /** Requests of each of the last ten minutes, oldest first. */
  perMinute: z.array(z.number().int()),
  sessions: z.array(auditTotalsSchema.extend({ sessionId: z.string() })),
});
export type ActivityEvent = z.infer<typeof activityEvent>;

export const timelineBucketSchema = z.object({
  /** Start of the bucket, ms since 1970. */
  at: z.number().int(),
  /** First record of the bucket, or of the next that has one. */
  firstSeq: z.number().int(),
  requests: z.number().int(),
  refused: z.number().int(),
});
export type TimelineBucket = z.infer<typeof timelineBucketSchema>;

/** A request that was forwarded and has not ended. It is in no record yet. */
export const inFlightSchema = auditRecordSchema.pick({
  id: true,
  timestamp: true,
  session_id: true,
  session_name: true,
  method: true,
  scheme: true,
  host: true,
  path: true,
  rule: true,
  auth_injected: true,
});
export type InFlight = z.infer<typeof inFlightSchema>;

export const auditContract = {
  /** Newest first when `before` is set or nothing is; oldest first with `after`. Cursors are seq numbers. */
  query: call(
    filter.extend({
      before: z.number().int().optional(),
      after: z.number().int().optional(),
      limit: z.number().int().min(1).max(1000).default(100),
    }),
    z.object({ records: z.array(auditRecordSchema), total: z.number().int() }),
  ),
  /**
   * Numbers of all matching records, newest first, as little-endian 32-bit integers in pieces. The first matches come
   * as whole records too; a last, maybe empty piece ends it.
   */
  match: stream(
    filter,
    z.object({
      bytes: z.instanceof(Uint8Array),
      records: z.array(auditRecordSchema),
      firstSeq: z.number().int(),
      newestSeq: z.number().int(),
    }),
  ),
  /**
   * Numbers of the matching records up to `upTo`, in the order of a column, in pieces as of `match`; `at` of them stand
   * before a piece. The first piece is a screen full, as whole records too, and is found before all are in order: the
   * next begins at 0 again. What has no value comes last; among equals the newest is first.
   */
  sort: stream(
    filter.extend({ order: auditOrderSchema, upTo: z.number().int().min(0) }),
    z.object({ at: z.number().int(), bytes: z.instanceof(Uint8Array), records: z.array(auditRecordSchema) }),
  ),
  /** Records by their numbers, in the order given; those that are gone are left out. */
  rows: call(
    z.object({ seqs: z.array(z.number().int().positive()).max(1000) }),
    z.object({ records: z.array(auditRecordSchema) }),
  ),
  /**
   * The values of a field among the matching records, the most frequent first. At most `most` records are looked at,
   * from the newest back; `complete` says whether those were all.
   */
  values: call(
    filter.extend({
      field: countedFieldSchema,
      /** Only values that begin so; letters of either case are the same. */
      begins: z.string().max(300).default(""),
      limit: z.number().int().min(1).max(500).default(10),
      most: z.number().int().min(1).max(1_000_000).default(100_000),
    }),
    z.object({ values: z.array(valueCountSchema), complete: z.boolean() }),
  ),
  /** Counts matching records newer than `after`, several times until done. */
  tally: stream(filter.extend({ after: z.number().int().min(0).default(0) }), auditTallySchema),
  /** Fails with `not_found` for a record that the index does not have. */
  proof: call(z.object({ seq: z.number().int().positive() }), recordProofSchema),
  /** The time of the log in equal buckets, or a part of it; empty while the log is. */
  timeline: call(
    z.object({
      buckets: z.number().int().min(1).max(1000).default(120),
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
    }),
    z.object({ firstSeq: z.number().int(), newestSeq: z.number().int(), buckets: z.array(timelineBucketSchema) }),
  ),
  /** How far the log is indexed: now, and several times a second while that changes. Searches see what is done. */
  indexing: stream(z.object({}), z.object({ done: z.number().int(), total: z.number().int() })),
  /** Requests that run now, the newest first, at most 100: now, and at most twice a second when they have changed. */
  inFlight: stream(z.object({}), z.object({ requests: z.array(inFlightSchema) })),
  /** Counters of today and of each session: now, and at most once a second when they have changed. */
  activity: stream(z.object({}), activityEvent),
  /** The newest `tail` matching records in order, then each new one as it is acknowledged. No gap, no repeat. */
  watch: stream(
    filter.extend({ tail: z.number().int().min(0).max(1000).default(50) }),
    z.object({ records: z.array(auditRecordSchema) }),
  ),
  /** Progress, then the result as the last event. With `head`, one exported earlier must be found in the log. */
  verify: stream(
    z.object({ head: signedHeadSchema.optional() }),
    z.object({ checked: z.number().int(), result: verifyResultSchema.nullable() }),
  ),
  /** Signs the newest record now. Kept elsewhere, it shows later that the log up to there was not replaced. */
  head: call(z.object({}), signedHeadSchema),
  /**
   * Removes the oldest records, after checking the whole log; a signed checkpoint takes their place. Progress of the
   * check, then the result as the last event. `dryRun` removes nothing and tells what would be.
   */
  prune: stream(
    z.object({
      /** The first record that stays. */
      beforeSeq: z.number().int().positive().optional(),
      /** RFC 3339; the first record that began then or later stays. */
      beforeTime: z.iso.datetime({ offset: true }).optional(),
      dryRun: z.boolean().default(false),
    }),
    z.object({ checked: z.number().int(), result: pruneResultSchema.nullable() }),
  ),
  /** Export in pieces; the pieces joined are the file. `har` holds no header values and no bodies. */
  export: stream(filter.extend({ format: z.enum(["jsonl", "har"]) }), z.object({ bytes: z.instanceof(Uint8Array) })),
};
