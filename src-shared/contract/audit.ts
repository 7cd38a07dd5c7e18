import { z } from "zod";
import { auditRecordSchema } from "../model/auditRecord.ts";
import { call, stream } from "../rpc/contract.ts";

const filter = z.object({
  /** Session name, id or unique prefix. */
  session: z.string().optional(),
  /** Expression of `clauderon audit --where`: `host = "api.github.com" and response_code >= 400`. */
  where: z.string().max(10_000).optional(),
});

export const verifyResultSchema = z.object({
  ok: z.boolean(),
  records: z.number().int(),
  /** First record that does not hold, in file order. */
  brokenSeq: z.number().int().nullable(),
  /** One sentence for a person. */
  message: z.string(),
  headHash: z.string(),
});
export type VerifyResult = z.infer<typeof verifyResultSchema>;

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
  /** Numbers of all matching records, newest first, as little-endian 32-bit integers in pieces. */
  match: stream(filter, z.object({ bytes: z.instanceof(Uint8Array) })),
  /** Records by their numbers, in the order given; those that are gone are left out. */
  rows: call(
    z.object({ seqs: z.array(z.number().int().positive()).max(1000) }),
    z.object({ records: z.array(auditRecordSchema) }),
  ),
  /** The whole time of the log in equal buckets; empty while the log is. */
  timeline: call(
    z.object({ buckets: z.number().int().min(1).max(1000).default(120) }),
    z.object({ firstSeq: z.number().int(), newestSeq: z.number().int(), buckets: z.array(timelineBucketSchema) }),
  ),
  /** Counters of today and of each session: now, and at most once a second when they have changed. */
  activity: stream(z.object({}), activityEvent),
  /** The newest `tail` matching records in order, then each new one as it is acknowledged. No gap, no repeat. */
  watch: stream(
    filter.extend({ tail: z.number().int().min(0).max(1000).default(50) }),
    z.object({ records: z.array(auditRecordSchema) }),
  ),
  /** Progress, then the result as the last event. */
  verify: stream(z.object({}), z.object({ checked: z.number().int(), result: verifyResultSchema.nullable() })),
  /** Export in pieces; the pieces joined are the file. `har` holds no header values and no bodies. */
  export: stream(filter.extend({ format: z.enum(["jsonl", "har"]) }), z.object({ bytes: z.instanceof(Uint8Array) })),
};
