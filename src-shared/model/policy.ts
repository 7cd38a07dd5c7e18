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

/** How much is permitted where no rule of the user's speaks; docs/configuration.md says what each means. */
export const presetNames = ["open", "balanced", "strict"] as const;
export const presetSchema = z.enum(presetNames);
export type Preset = z.infer<typeof presetSchema>;

/** A call that creates a lasting credential or lasting access, and what happens to it. */
export const catalogueEntrySchema = z.object({
  /** "builtin.github.deploy-keys". */
  id: z.string(),
  service: z.string(),
  /** Empty where only the user's own configuration names the service's host. */
  hosts: z.array(z.string()),
  /** A method, "any", or "change" for every method but GET, HEAD and OPTIONS. */
  method: z.string(),
  path: z.string(),
  /** Name of a GraphQL mutation; null for the call as a whole. */
  mutation: z.string().nullable(),
  why: z.string(),
  /** Where the service documents the call. */
  source: z.string(),
  /** After `[policy] ask` and `allow` and the preset. */
  action: z.enum(["deny", "ask", "allow"]),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;
