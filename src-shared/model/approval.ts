import { z } from "zod";
import { policyRuleSchema } from "./policy.ts";

/** A request that only goes out if the user says so. Everything in it that came from the container is untrusted. */
export const approvalSchema = z.object({
  /** Eight characters. The agent is told it too: it names the question and opens nothing. */
  id: z.string(),
  sessionId: z.string(),
  sessionName: z.string(),
  method: z.string(),
  scheme: z.enum(["http", "https"]),
  host: z.string(),
  port: z.number().int(),
  /** Path and query as the audit shows them: values of the query are redacted. */
  path: z.string(),
  /** The path that a rule for this request would have; null where no rule can name it exactly. */
  rulePath: z.string().nullable(),
  /** The rule that asks: "config.toml:41". */
  rule: z.string(),
  /** The rule's own reason, or a sentence where it has none. */
  reason: z.string(),
  /** Credential that would be added. */
  credentialId: z.string().nullable(),
  /** As the request's head declares it. The body itself is not read before the answer. */
  contentType: z.string().nullable(),
  contentLength: z.number().int().nullable(),
  /** The agent waits on an open connection; otherwise it was told to come again. */
  held: z.boolean(),
  askedAt: z.string(),
  /** When it counts as denied. */
  expiresAt: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const approvalAnswerSchema = z.enum(["once", "session", "always", "deny"]);
export type ApprovalAnswer = z.infer<typeof approvalAnswerSchema>;

/** How a question ended. `withdrawn`: the agent gave up, its session ended, or the rules changed. */
export const approvalOutcomeSchema = z.enum([...approvalAnswerSchema.options, "timeout", "withdrawn"]);
export type ApprovalOutcome = z.infer<typeof approvalOutcomeSchema>;

export const decidedApprovalSchema = approvalSchema.extend({
  outcome: approvalOutcomeSchema,
  /** "command line", "browser", "app"; null where nobody answered. */
  decidedBy: z.string().nullable(),
  decidedAt: z.string(),
});
export type DecidedApproval = z.infer<typeof decidedApprovalSchema>;

/** Requests of the last day that were refused and that a rule of the user's would let through. */
export const refusedGroupSchema = z.object({
  /** "refused-" and the number of the newest record. */
  id: z.string(),
  sessionId: z.string(),
  sessionName: z.string(),
  method: z.string(),
  scheme: z.enum(["http", "https"]),
  host: z.string(),
  port: z.number().int(),
  /** Of the newest request. */
  path: z.string(),
  rule: z.string(),
  reason: z.string(),
  count: z.number().int(),
  lastAt: z.string(),
});
export type RefusedGroup = z.infer<typeof refusedGroupSchema>;

/** A rule that an approval made. */
export const grantSchema = z.object({
  id: z.number().int(),
  rule: policyRuleSchema,
  /** The session that it ends with; null holds for every session until it is revoked. */
  sessionId: z.string().nullable(),
  sessionName: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type Grant = z.infer<typeof grantSchema>;
