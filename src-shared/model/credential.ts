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

/**
 * Where values that are stored go. `works`: into the system's keychain. `locked`: nowhere, until it is unlocked or files are
 * chosen. `files`: into files, which was chosen. `absent` and `off`: into files, because there is no keychain that can be
 * used, or it was switched off for this process.
 */
export const keychainStatusSchema = z.enum(["works", "locked", "absent", "files", "off"]);
export type KeychainStatus = z.infer<typeof keychainStatusSchema>;

/** What happened to a credential; the words are ours. */
export const credentialEventSchema = z.object({
  at: z.string(),
  event: z.enum([
    "stored",
    "removed",
    "accepted",
    "rejected",
    "untested",
    "renewed",
    "renewal_failed",
    "source_changed",
  ]),
  text: z.string(),
});
export type CredentialEvent = z.infer<typeof credentialEventSchema>;

/** What may be told of a credential. There is no field for its value, its length or a hash of it. */
export const credentialSchema = z.object({
  id: z.string(),
  builtIn: z.boolean(),
  /** What kind of secret it is, in a few words. */
  kind: z.string(),
  /** Hosts it goes to, as rules name them. */
  hosts: z.array(z.string()),
  /** The headers that it goes into, by host: "authorization", "Bearer …" with "…" in the place of the value. */
  sentAs: z.array(
    z.object({
      host: z.string(),
      header: z.string(),
      form: z.string(),
      /** Other headers in which the service takes a key; they are taken out. */
      removes: z.array(z.string()),
    }),
  ),
  /** Variables inside the session that carry the placeholder. */
  env: z.array(z.string()),
  placeholder: z.string(),
  /** Where the value comes from: "environment CLAUDE_CODE_OAUTH_TOKEN", "file …", "keychain", "secrets/anthropic"; null if not set. */
  source: z.string().nullable(),
  health: credentialHealthSchema,
  /** One sentence with the next step when health is not healthy or untested. */
  problem: z.string().nullable(),
  /** When it ends, where it says so. */
  expiresAt: z.string().nullable(),
  /** The last time its service was asked on purpose, since the core started. */
  lastTest: z.object({ at: z.string(), health: credentialHealthSchema, tookMs: z.number() }).nullable(),
  lastUsedAt: z.string().nullable(),
});
export type Credential = z.infer<typeof credentialSchema>;
