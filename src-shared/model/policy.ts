import { z } from "zod";

export const ruleActionSchema = z.enum(["allow", "deny", "ask", "tunnel"]);

/** One policy rule as written. First match wins. */
export const policyRuleSchema = z.object({
  /** Exact host, "*.example.com" (never the apex), or "*". */
  host: z.string(),
  port: z.number().int().min(1).max(65535).nullable(),
  /** Upper case; null means all. */
  methods: z.array(z.string()).nullable(),
  /** Path pattern, `*` within a segment, `**` across; null means all. */
  path: z.string().nullable(),
  action: ruleActionSchema,
  reason: z.string().nullable(),
  /** "config.toml:41", "grant 3" or "built-in". */
  source: z.string(),
  /** Only for this session, by id. */
  sessionId: z.string().optional(),
  /** Opens no private address: born of an approval, which saw a name and not where it leads. */
  publicOnly: z.boolean().optional(),
});
export type PolicyRule = z.infer<typeof policyRuleSchema>;
