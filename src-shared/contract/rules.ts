import { z } from "zod";
import { decisionSchema } from "../model/auditRecord.ts";
import { policyRuleSchema } from "../model/policy.ts";
import { call } from "../rpc/contract.ts";

export const rulesContract = {
  /** In the order they are tried, with the same as TOML. */
  list: call(z.object({}), z.object({ rules: z.array(policyRuleSchema), toml: z.string() })),
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
    }),
  ),
};
