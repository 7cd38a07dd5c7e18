import { z } from "zod";
import { inFlightSchema, pruneResultSchema } from "../../../src-shared/contract/audit.ts";
import { approvalSchema } from "../../../src-shared/model/approval.ts";
import { signedHeadSchema } from "../../../src-shared/model/auditCheckpoint.ts";
import { accessModeSchema } from "../../../src-shared/model/session.ts";
import { call, stream } from "../../../src-shared/rpc/contract.ts";
import { policySchema } from "../policy.ts";
import { workspaceSchema } from "../workspace.ts";

/** A session as the proxy knows it. */
export const proxySessionSchema = z.object({
  id: z.string(),
  name: z.string(),
  accessMode: accessModeSchema,
  /** Absent or null for a session without a clone. */
  workspace: workspaceSchema.nullable().optional(),
  /** Hex SHA-256 of the session secret: enough to check one, useless to forge one. */
  secretHash: z.string(),
  /** Unix socket to listen on; null for sessions that come over TCP only. */
  socketPath: z.string().nullable(),
  /** Owner of the socket; null leaves it as created. */
  socketOwner: z.object({ uid: z.number().int(), gid: z.number().int() }).nullable(),
  /** Requests of a stopped session are refused. */
  running: z.boolean(),
});
export type ProxySession = z.infer<typeof proxySessionSchema>;

export const startInput = z.object({
  /** 0 picks a free port. */
  port: z.number().int(),
  /** TCP addresses to listen on. */
  addresses: z.array(z.string()),
  home: z.string(),
  caCertificatePem: z.string(),
  caKeyPem: z.string(),
  policy: policySchema,
  enabled: z.boolean(),
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY (either case) of the host: the way out through a corporate proxy. */
  environmentProxy: z.object({ https: z.string().nullable(), http: z.string().nullable(), no: z.string().nullable() }),
  /** PEM of extra roots from NODE_EXTRA_CA_CERTS; null when there are none. */
  extraCaPem: z.string().nullable(),
  /** Size at which audit.jsonl is rotated, in bytes. */
  auditSegmentBytes: z.number().int(),
});

export const proxyEvent = z.discriminatedUnion("type", [
  /** The audit file was synced up to this byte of the live segment. */
  z.object({ type: z.literal("audit"), seq: z.number().int() }),
  /** A status hook of an agent. Untrusted. */
  z.object({ type: z.literal("hook"), sessionId: z.string(), event: z.string(), body: z.string() }),
  /** Number of open model requests of a session. */
  z.object({ type: z.literal("modelRequests"), sessionId: z.string(), open: z.number().int() }),
  z.object({ type: z.literal("credential"), credentialId: z.string(), status: z.number().int(), at: z.string() }),
  /** A question to the user: new, or changed when its id is known. */
  z.object({ type: z.literal("approvalAdded"), approval: approvalSchema }),
  /** It ended without an answer. */
  z.object({ type: z.literal("approvalEnded"), id: z.string(), outcome: z.enum(["timeout", "withdrawn"]) }),
  /** An answer held what was to stay outside: spellings of a credential's value, replaced in what went on. */
  z.object({
    type: z.literal("scrubbed"),
    sessionId: z.string(),
    host: z.string(),
    credentialIds: z.array(z.string()),
    count: z.number().int(),
  }),
  /** An error that nobody handled: a bug, for the log. */
  z.object({ type: z.literal("problem"), message: z.string() }),
]);
export type ProxyEvent = z.infer<typeof proxyEvent>;

/** Calls from the core to the proxy's thread. */
export const proxyThreadContract = {
  proxy: {
    /** Resolves when the listeners are open and the self-test has passed. */
    start: call(startInput, z.object({ port: z.number().int() })),
    setAddresses: call(z.object({ addresses: z.array(z.string()) }), z.null()),
    setPolicy: call(policySchema, z.null()),
    /** Values of credentials by id, as a whole. The one place where secrets cross a boundary inside the process. */
    setSecrets: call(z.object({ secrets: z.record(z.string(), z.record(z.string(), z.string())) }), z.null()),
    putSession: call(proxySessionSchema, z.null()),
    /** Closes its socket and cuts its connections. */
    removeSession: call(z.object({ id: z.string() }), z.null()),
    /** A port of another part of this program: nothing is forwarded to it. */
    addOwnPort: call(z.object({ port: z.number().int() }), z.null()),
    setEnabled: call(z.object({ enabled: z.boolean() }), z.null()),
    /** `found` is false when nobody asks this any more. */
    answerApproval: call(
      z.object({ id: z.string(), allow: z.boolean(), scope: z.string(), by: z.string() }),
      z.object({ found: z.boolean() }),
    ),
    status: call(
      z.object({}),
      z.object({
        enabled: z.boolean(),
        inFlight: z.number().int(),
        addresses: z.array(z.string()),
        auditError: z.string().nullable(),
      }),
    ),
    /** Requests that run now, the newest first. */
    inFlight: call(z.object({ atMost: z.number().int() }), z.array(inFlightSchema)),
    /** The writer of the audit log lives on this thread: it signs, and it alone removes. */
    signAuditHead: call(z.object({}), signedHeadSchema),
    pruneAudit: call(z.object({ firstKept: z.number().int().positive() }), pruneResultSchema),
    events: stream(z.object({}), proxyEvent),
    stop: call(z.object({}), z.null()),
  },
};
