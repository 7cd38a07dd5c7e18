import { z } from "zod";
import { call } from "../rpc/contract.ts";

export const proxyStatusSchema = z.object({
  enabled: z.boolean(),
  port: z.number().int(),
  /** TCP addresses that are listened on: loopback and bridge gateways. */
  addresses: z.array(z.string()),
  sessions: z.number().int(),
  inFlight: z.number().int(),
  /** Why config.toml was not taken on its last reload; the rules before stay in force. */
  configError: z.string().nullable(),
  /** Why the audit cannot be written now; every request is refused meanwhile. */
  auditError: z.string().nullable(),
});
export type ProxyStatus = z.infer<typeof proxyStatusSchema>;

export const proxyContract = {
  status: call(z.object({}), proxyStatusSchema),
  /** Off cuts running streams and answers every request with 503 until switched on again. Survives restarts. */
  setEnabled: call(z.object({ enabled: z.boolean() }), proxyStatusSchema),
};
