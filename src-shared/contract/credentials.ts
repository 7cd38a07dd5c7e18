import { z } from "zod";
import { credentialEventSchema, credentialSchema, keychainStatusSchema } from "../model/credential.ts";
import { call } from "../rpc/contract.ts";

const credentialId = z.string().min(1).max(100);

/** Names and health out, values in. No call returns a secret. */
export const credentialsContract = {
  list: call(z.object({}), z.array(credentialSchema)),
  /** Stores a value in the keychain or `secrets/`; a running daemon uses it at once. Fails with `keychain_locked`. */
  set: call(z.object({ id: credentialId, value: z.string().min(1).max(100_000) }), credentialSchema),
  remove: call(z.object({ id: credentialId }), credentialSchema),
  /** What is known of the system's keychain. */
  keychain: call(z.object({}), keychainStatusSchema),
  /** Has the system's own prompt ask for its password; fails with `keychain_locked` when it stays locked. */
  unlock: call(z.object({}), keychainStatusSchema),
  /** Where values are kept from now on, remembered. `files` have mode 0600; what is in the keychain stays there, unread. */
  keepIn: call(z.object({ place: z.enum(["keychain", "files"]) }), keychainStatusSchema),
  /** What happened to one since the core started, newest first. */
  log: call(z.object({ id: credentialId }), z.array(credentialEventSchema)),
  /** Asks the service with the real value whether it is accepted. All that are set when `id` is absent. */
  test: call(z.object({ id: credentialId.optional() }), z.array(credentialSchema)),
};
