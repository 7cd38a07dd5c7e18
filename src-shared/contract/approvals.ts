import { z } from "zod";
import {
  approvalAnswerSchema,
  approvalSchema,
  decidedApprovalSchema,
  grantSchema,
  refusedGroupSchema,
} from "../model/approval.ts";
import { call, stream } from "../rpc/contract.ts";

/** An approval or a group of refused requests, by id or unique prefix. */
const approvalRef = z.object({ id: z.string().min(1).max(100) });

export const inboxSchema = z.object({
  /** Oldest first. */
  waiting: z.array(approvalSchema),
  /** Newest first. */
  refused: z.array(refusedGroupSchema),
  /** Newest first, at most 100. */
  decided: z.array(decidedApprovalSchema),
});
export type Inbox = z.infer<typeof inboxSchema>;

export const approvalsContract = {
  list: call(z.object({}), inboxSchema),
  /** The inbox now, and whenever something of it has changed. */
  watch: stream(z.object({}), inboxSchema),
  /**
   * `once` lets this request out; `session` and `always` also make a grant of it. Refused requests are gone, so they
   * take the last two only. Fails with `conflict` when it was answered meanwhile.
   */
  answer: call(
    approvalRef.extend({ answer: approvalAnswerSchema }),
    z.object({ decided: decidedApprovalSchema.nullable(), grant: grantSchema.nullable() }),
  ),
  /** The rule that `session` and `always` would make, and how many requests of the last seven days it matches. */
  preview: call(approvalRef, z.object({ toml: z.string(), matches: z.number().int() })),
  /** Rules made by approvals, in the order in which they are tried. */
  grants: call(z.object({}), z.array(grantSchema)),
  revoke: call(z.object({ grant: z.number().int().positive() }), grantSchema),
};
