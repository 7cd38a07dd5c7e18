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
