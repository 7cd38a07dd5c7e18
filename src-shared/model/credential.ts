import { z } from "zod";

export const credentialHealthSchema = z.enum([
  "healthy",
  "rejected",
  "wrong_kind",
  "expired",
  "not_set",
  "untested",
  "unreadable",
]);
export type CredentialHealth = z.infer<typeof credentialHealthSchema>;

/** What may be told of a credential. There is no field for its value, its length or a hash of it. */
export const credentialSchema = z.object({
  id: z.string(),
  builtIn: z.boolean(),
  /** Hosts it goes to, as rules name them. */
  hosts: z.array(z.string()),
  /** Variables inside the session that carry the placeholder. */
  env: z.array(z.string()),
  placeholder: z.string(),
  /** Where the value comes from: "environment CLAUDE_CODE_OAUTH_TOKEN", "file …", "keychain", "secrets/anthropic"; null if not set. */
  source: z.string().nullable(),
  health: credentialHealthSchema,
  /** One sentence with the next step when health is not healthy or untested. */
  problem: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type Credential = z.infer<typeof credentialSchema>;
