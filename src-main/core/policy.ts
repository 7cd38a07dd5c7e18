import { z } from "zod";
import { policyRuleSchema } from "../../src-shared/model/policy.ts";

/** A host pattern's traffic goes to another endpoint. TLS is still verified for the original host name. */
export const upstreamSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  address: z.object({ host: z.string(), port: z.number().int() }),
  /** Extra trust for this endpoint only. */
  caPem: z.string().nullable(),
});
export type Upstream = z.infer<typeof upstreamSchema>;

/** Which placeholder is swapped for which credential, where, and how it is written. */
export const injectionSchema = z.object({
  credentialId: z.string(),
  /** Exact host or "*.example.com" (never the apex). */
  host: z.string(),
  port: z.number().int(),
  /** Lower-case header name. */
  header: z.string(),
  template: z.string(),
  /** Header fields removed before forwarding, lower case: other places where this service takes a key. */
  removeHeaders: z.array(z.string()),
  placeholder: z.string(),
  /** Methods and path patterns that are injected and forwarded; null means all. Others get 403. */
  allowPaths: z.array(z.object({ method: z.string(), path: z.string() })).nullable(),
  /** Inject although no credential came in; only for clients that send none (CLIENTS.md §1, Codex). */
  evenWithoutPlaceholder: z.boolean(),
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

/** Everything that the proxy's decisions depend on, besides sessions and secrets. Replaced as a whole on reload. */
export const policySchema = z.object({
  /** In the order in which they are tried: config.toml, grants, built-in. */
  rules: z.array(policyRuleSchema),
  injections: z.array(injectionSchema),
  upstreams: z.array(upstreamSchema),
  limits: proxyLimitsSchema,
});
export type Policy = z.infer<typeof policySchema>;
