import { z } from "zod";
import { policyRuleSchema, presetSchema } from "../../src-shared/model/policy.ts";

/** A host pattern's traffic goes to another endpoint. TLS is still verified for the original host name. */
export const upstreamSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  address: z.object({ host: z.string(), port: z.number().int() }),
  /** Extra trust for this endpoint only. */
  caPem: z.string().nullable(),
});
export type Upstream = z.infer<typeof upstreamSchema>;

export const methodPathSchema = z.object({ method: z.string(), path: z.string() });
export type MethodPath = z.infer<typeof methodPathSchema>;

/** Which placeholder is swapped for which credential, where, and how it is written. */
export const injectionSchema = z.object({
  credentialId: z.string(),
  /** Exact host or "*.example.com" (never the apex). */
  host: z.string(),
  port: z.number().int(),
  /** Lower-case header name. */
  header: z.string(),
  /** "Bearer {token}", "Basic {basic:x-access-token}", "{account_id}". */
  template: z.string(),
  /** Header fields removed before forwarding, lower case: other places where this service takes a key. */
  removeHeaders: z.array(z.string()),
  placeholder: z.string(),
  /** Methods and path patterns that are injected and forwarded; null means all. Others get 403. */
  allowPaths: z.array(methodPathSchema).nullable(),
  /** Inject here although no credential came in: for clients that send none (Codex with OPENAI_API_KEY alone). */
  withoutPlaceholder: z.array(methodPathSchema).default([]),
  /** Query parameters in which this service takes a key. */
  queryNames: z.array(z.string()).default([]),
  /** "pass" where clients carry tokens that the service itself just issued to them (Docker Hub). */
  foreign: z.enum(["refuse", "pass"]).default("refuse"),
  /** Its answers hold tokens that it issues, which stay outside: the session gets stand-ins for them. */
  issuesTokens: z.boolean().default(false),
  /** Calls to a model are how the agent thinks, not changes to the world: access modes leave them alone. */
  model: z.boolean().default(false),
  /** Why the credential cannot be used now, for the one who reads the refusal; null when it can. */
  unavailable: z.string().nullable().default(null),
});
export type Injection = z.infer<typeof injectionSchema>;

export const proxyLimitsSchema = z.object({
  connections: z.number().int().default(256),
  requestsPerSecond: z.number().default(200),
  newNamesPerSecond: z.number().default(20),
  headerTimeoutMs: z.number().int().default(10_000),
  headerBytes: z
    .number()
    .int()
    .default(64 * 1024),
});
export type ProxyLimits = z.infer<typeof proxyLimitsSchema>;

/** How long a question to the user may stand, and how many at once. */
export const approvalLimitsSchema = z.object({
  timeoutMs: z.number().int().default(120_000),
  /** Requests that wait on an open connection. */
  heldPerSession: z.number().int().default(8),
  held: z.number().int().default(64),
});
export type ApprovalLimits = z.infer<typeof approvalLimitsSchema>;

/** Everything that the proxy's decisions depend on, besides sessions and secrets. Replaced as a whole on reload. */
export const policySchema = z.object({
  /** In the order in which they are tried: config.toml, grants, built-in. */
  rules: z.array(policyRuleSchema),
  injections: z.array(injectionSchema),
  /** Every placeholder that exists, also of credentials that go nowhere: none may leave for a host not its own. */
  placeholders: z.array(z.object({ credentialId: z.string(), placeholder: z.string() })).default([]),
  upstreams: z.array(upstreamSchema),
  limits: proxyLimitsSchema,
  approvals: approvalLimitsSchema.prefault({}),
  preset: presetSchema.default("balanced"),
  /** Entries of the catalogue that wait for approval, or pass, by id or by a beginning that ends in `*`. */
  catalogue: z.object({ ask: z.array(z.string()), allow: z.array(z.string()) }).default({ ask: [], allow: [] }),
  /** Tools that the provider runs for /v1/messages and that may be named there; null leaves requests untouched. */
  serverTools: z.array(z.string()).nullable().default(null),
});
export type Policy = z.infer<typeof policySchema>;
