import { z } from "zod";
import { credentialEventSchema, credentialSchema } from "../model/credential.ts";
import { call } from "../rpc/contract.ts";

const credentialId = z.string().min(1).max(100);

/** Names and health out, values in. No call returns a secret. */
export const credentialsContract = {
  list: call(z.object({}), z.array(credentialSchema)),
  /** Stores a value in the keychain or `secrets/`; a running daemon uses it at once. */
  set: call(z.object({ id: credentialId, value: z.string().min(1).max(100_000) }), credentialSchema),
  remove: call(z.object({ id: credentialId }), credentialSchema),
  /** What happened to one since the core started, newest first. */
  log: call(z.object({ id: credentialId }), z.array(credentialEventSchema)),
  /** Asks the service with the real value whether it is accepted. All that are set when `id` is absent. */
  test: call(z.object({ id: credentialId.optional() }), z.array(credentialSchema)),
};
