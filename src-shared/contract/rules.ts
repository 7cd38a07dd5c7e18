import { z } from "zod";
import { decisionSchema } from "../model/auditRecord.ts";
import { catalogueEntrySchema, policyRuleSchema, presetSchema, ruleActionSchema } from "../model/policy.ts";
import { call, stream } from "../rpc/contract.ts";

/** What a policy says of one recorded request. */
const replayedSchema = z.object({ decision: decisionSchema, rule: z.string(), reason: z.string().nullable() });

export const replayChangeSchema = z.object({
  seq: z.number().int(),
  timestamp: z.string(),
  sessionName: z.string().nullable(),
  method: z.string(),
  host: z.string(),
  path: z.string(),
  /** What was decided when it came. */
  recorded: z.object({ decision: decisionSchema, rule: z.string() }),
  now: replayedSchema,
  changed: replayedSchema,
});
export type ReplayChange = z.infer<typeof replayChangeSchema>;

export const replayEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), checked: z.number().int(), newestSeq: z.number().int() }),
  z.object({
    type: z.literal("result"),
    /** Records that both policies were asked about. */
    checked: z.number().int(),
    /** Records without a request that a policy could be asked about. */
    skipped: z.number().int(),
    /** Passed now, and would be refused or would wait. */
    refused: z.number().int(),
    /** Refused or waiting now, and would pass. */
    allowed: z.number().int(),
    /** Neither, but refused in another way, or by another rule. */
    other: z.number().int(),
    /** Passed by an approval of the user's, once or by a grant, also one that has ended; the same yes counts for both. */
    approved: z.number().int(),
    /** The newest that differ, newest first. */
    changes: z.array(replayChangeSchema),
  }),
]);
export type ReplayEvent = z.infer<typeof replayEvent>;

/** A rule of the user's that a tested request met, in the order in which they are tried. */
export const ruleStepSchema = z.object({
  /** "config.toml:41", "grant 3". */
  source: z.string(),
  action: ruleActionSchema,
  outcome: z.enum(["other_host", "other_port", "other_session", "other_method", "other_path", "asks", "decides"]),
});
export type RuleStep = z.infer<typeof ruleStepSchema>;

export const rulesContract = {
  /** In the order they are tried, with the same as TOML; then what is built in. */
  list: call(
    z.object({}),
    z.object({
      rules: z.array(policyRuleSchema),
      toml: z.string(),
      preset: presetSchema,
      catalogue: z.array(catalogueEntrySchema),
    }),
  ),
  /** The presets that `[policy] preset` may name, and which is in force. */
  presets: call(
    z.object({}),
    z.object({
      active: presetSchema,
      presets: z.array(z.object({ name: presetSchema, summary: z.string(), effects: z.array(z.string()) })),
    }),
  ),
  /** What would happen to a request, without sending it. */
  test: call(
    z.object({ url: z.string(), method: z.string().default("GET"), session: z.string().optional() }),
    z.object({
      decision: decisionSchema,
      rule: z.string(),
      reason: z.string().nullable(),
      source: z.string().nullable(),
      /** Credential that would be added if the request carried its placeholder. */
      credentialId: z.string().nullable(),
      /** The user's rules up to the one that decides; all of them where what is built in does. */
      steps: z.array(ruleStepSchema),
      /** Its body is looked at before it is sent, and may still be refused. */
      inspected: z.boolean(),
    }),
  ),
  /** Asks the policy in force and a changed one about every recorded request, and tells where they differ. */
  replay: stream(
    z.object({
      /** Text of another config.toml; absent is the one in force. */
      config: z.string().max(1_000_000).optional(),
      /** Another preset, over either. */
      preset: presetSchema.optional(),
      session: z.string().optional(),
      limit: z.number().int().min(0).max(1000).default(200),
    }),
    replayEvent,
  ),
};
