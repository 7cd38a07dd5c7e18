import { z } from "zod";
import { deletedSessionSchema } from "../model/deletedSession.ts";
import {
  accessModeSchema,
  agentSchema,
  limitsSchema,
  networkModeSchema,
  sessionNameSchema,
  sessionSchema,
} from "../model/session.ts";
import { changeTotalsSchema, sessionEventSchema, workspaceChangesSchema } from "../model/workspaceChanges.ts";
import { call, stream } from "../rpc/contract.ts";

/** A session by name, id, or a unique prefix of its name. */
export const sessionRef = z.object({ session: z.string().min(1).max(200) });

export const createSessionInput = z.object({
  /** Generated (adjective-noun) when absent. */
  name: sessionNameSchema.optional(),
  agent: agentSchema.default("claude"),
  mode: z.enum(["interactive", "print"]).default("interactive"),
  network: networkModeSchema.default("locked"),
  accessMode: accessModeSchema.default("write"),
  prompt: z.string().max(1_000_000).optional(),
  /** Absolute host path of a git repository to clone into the session. */
  repositoryPath: z.string().optional(),
  /** Address of a repository instead, without user information: cloned inside, by HTTPS and by way of the proxy. */
  repositoryUrl: z.string().min(1).max(2048).optional(),
  /** Branch, tag or commit of it that the session begins from; absent: what is checked out there, or its default. */
  base: z.string().min(1).max(1000).optional(),
  image: z.string().optional(),
  limits: limitsSchema.partial().default({}),
  readOnlyRoot: z.boolean().default(false),
  env: z.record(z.string(), z.string()).default({}),
  /** Size of the terminal before anybody attaches. */
  cols: z.number().int().min(1).max(1000).default(120),
  rows: z.number().int().min(1).max(1000).default(40),
});
export type CreateSessionInput = z.input<typeof createSessionInput>;

/** What a container started by hand needs. Its JSON form is stable (`clauderon env --format json`). */
export const sessionEnvSchema = z.object({
  session_id: z.string(),
  secret: z.string(),
  /** As seen from a container: host.docker.internal. */
  proxy_url: z.string(),
  /** As seen from the host: 127.0.0.1. */
  proxy_url_host: z.string(),
  /** Host path of the CA certificate. */
  ca: z.string(),
  env: z.record(z.string(), z.string()),
  docker_args: z.array(z.string()),
});
export type SessionEnv = z.infer<typeof sessionEnvSchema>;

/** Where a session's branch goes. */
export const pushTargetSchema = z.object({ branch: z.string(), remote: z.string() });
export type PushTarget = z.infer<typeof pushTargetSchema>;

/** What a destructive action would keep and destroy, told before it runs. */
export const dataReportSchema = z.object({
  keeps: z.array(z.string()),
  destroys: z.array(z.string()),
  /** Uncommitted or unpushed work, one line each; empty when there is none. */
  unsaved: z.array(z.string()),
  /** Where the unpushed commits of its branch could be pushed to; null where there are none, or nowhere. */
  push: pushTargetSchema.nullable(),
});
export type DataReport = z.infer<typeof dataReportSchema>;

/** What was kept and destroyed; null as `deleted` where no copy was kept. */
export const deletionSchema = dataReportSchema.extend({ deleted: deletedSessionSchema.nullable() });
export type Deletion = z.infer<typeof deletionSchema>;

export const sessionMountSchema = z.object({ source: z.string(), target: z.string(), readOnly: z.boolean() });

export const sessionDetailSchema = sessionSchema.extend({
  mounts: z.array(sessionMountSchema),
  /** Environment of the agent's container; placeholders are shown as they are, the session's secret is masked. */
  containerEnv: z.record(z.string(), z.string()),
  /** Folder of the session's home on the host. */
  home: z.string(),
  uploads: z.string(),
  /** When the secret was made with which it reaches the proxy; null for a session that has none. */
  secretMadeAt: z.string().nullable(),
});
export type SessionDetail = z.infer<typeof sessionDetailSchema>;

/** Bytes a process wrote, or its end. */
export const outputEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("output"), stream: z.enum(["stdout", "stderr"]), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal("exit"), exitCode: z.number().int() }),
]);
export type OutputEvent = z.infer<typeof outputEvent>;

export const statsSampleSchema = z.object({
  sessionId: z.string(),
  /** 1.5 means one and a half cores. */
  cpuCores: z.number(),
  memoryBytes: z.number(),
  memoryLimitBytes: z.number(),
});
export type StatsSample = z.infer<typeof statsSampleSchema>;

export const spaceSchema = z.object({
  freeBytes: z.number(),
  items: z.array(
    z.object({
      kind: z.enum(["session", "deleted", "audit"]),
      /** The session's id; null for what is none. */
      id: z.string().nullable(),
      /** The session's name, or what else it is. */
      name: z.string(),
      bytes: z.number(),
    }),
  ),
});
export type Space = z.infer<typeof spaceSchema>;

/** The user's own repository, as it is now. */
export const hostRepositorySchema = z.object({
  /** Its top folder. */
  path: z.string(),
  name: z.string(),
  /** What is checked out; null where that is no branch. */
  branch: z.string().nullable(),
  /** Branches here and of remotes, the newest first; at most 100. */
  branches: z.array(z.string()),
  /** The remote branch that the one checked out follows, as far as this machine knows it. */
  upstream: z.object({ name: z.string(), ahead: z.number().int(), behind: z.number().int() }).nullable(),
  /** Files that differ from the commit: a session does not get them. */
  uncommitted: z.number().int(),
});
export type HostRepository = z.infer<typeof hostRepositorySchema>;

export const sessionTotalsSchema = changeTotalsSchema.extend({ sessionId: z.string() });
export type SessionTotals = z.infer<typeof sessionTotalsSchema>;

export const createEvent = z.discriminatedUnion("type", [
  /** Comes first. The session's name, also where it was made up: `cancelCreation` takes it. */
  z.object({ type: z.literal("begun"), name: sessionNameSchema }),
  /** A step began: "cloning", "creating container", …; shown as progress. */
  z.object({ type: z.literal("step"), step: z.string() }),
  /** How far the last step has come, from 0 to 1. */
  z.object({ type: z.literal("progress"), what: z.string(), fraction: z.number().min(0).max(1) }),
  z.object({ type: z.literal("created"), session: sessionSchema }),
]);
export type CreateEvent = z.infer<typeof createEvent>;

export const sessionsContract = {
  list: call(z.object({ includeArchived: z.boolean().default(false) }), z.array(sessionSchema)),
  get: call(sessionRef, sessionDetailSchema),
  /** Creates and starts a session; resolves when the agent's process runs. */
  create: call(createSessionInput, sessionSchema),
  /** The same, telling each step. Who stops listening does not stop the creation. */
  createWithProgress: stream(createSessionInput, createEvent),
  /** Ends a creation before its agent runs, with `aborted` for who waits for it. Nothing of it is left. */
  cancelCreation: call(z.object({ name: sessionNameSchema }), z.object({ wasUnderWay: z.boolean() })),
  /** Snapshot of all sessions first, then each change; `removed` names a deleted session's id. */
  watch: stream(
    z.object({}),
    z.object({
      snapshot: z.array(sessionSchema).nullable(),
      changed: sessionSchema.nullable(),
      removed: z.string().nullable(),
    }),
  ),
  /** CPU and memory of each running container: all that are known now, then each sample, about one a second. */
  watchStats: stream(z.object({}), z.object({ samples: z.array(statsSampleSchema) })),
  /** What became of the session's clone; null without one. Git runs in a container of its own, never on this machine. */
  changes: call(sessionRef, workspaceChangesSchema.nullable()),
  /** Totals of each clone: all that are known now, then each measurement. Measured while somebody watches. */
  watchChanges: stream(z.object({}), z.object({ changes: z.array(sessionTotalsSchema) })),
  /** One file of the clone against the commit the session began from, as git writes it; at most 200,000 bytes. */
  diff: call(
    sessionRef.extend({ path: z.string().min(1).max(4096) }),
    z.object({ text: z.string(), isCut: z.boolean() }),
  ),
  /** What happened to the session, oldest first: states are remembered, what its agent did since the core started. */
  timeline: call(sessionRef, z.array(sessionEventSchema)),
  /** Puts a file into the session's uploads; at most 15 MiB. Returns its path inside the container. */
  upload: call(
    sessionRef.extend({ name: z.string().min(1).max(255), bytes: z.instanceof(Uint8Array) }),
    z.object({ path: z.string() }),
  ),
  /** Paths and addresses of repositories that sessions were made from, newest first. */
  recentRepositories: call(z.object({}), z.array(z.object({ source: z.string(), usedAt: z.string() }))),
  /** What takes the room on the disk of Clauderon's folder, the largest first. */
  space: call(z.object({}), spaceSchema),
  /** Looks at a repository of this machine that a session could begin from. Throws `usage` saying what is wrong. */
  repository: call(z.object({ path: z.string().min(1).max(4096) }), hostRepositorySchema),
  start: call(sessionRef, sessionSchema),
  stop: call(sessionRef, sessionSchema),
  restart: call(sessionRef, sessionSchema),
  /** New container and session secret, in another network if one is given; keeps the session's home and uploads. */
  recreate: call(sessionRef.extend({ network: networkModeSchema.optional() }), sessionSchema),
  archive: call(sessionRef, sessionSchema),
  unarchive: call(sessionRef, sessionSchema),
  /** What the session may do from now on; its next request meets it. */
  setAccessMode: call(sessionRef.extend({ accessMode: accessModeSchema }), sessionSchema),
  /** What `delete` would keep and destroy. */
  deletePreview: call(sessionRef.extend({ purge: z.boolean().default(false) }), dataReportSchema),
  /**
   * Destroys the containers and keeps the files as a copy for 7 days; with `purge` it destroys them too. Fails with
   * `unsaved_work` unless forced while the clone holds uncommitted or unpushed work.
   */
  delete: call(
    sessionRef.extend({ force: z.boolean().default(false), purge: z.boolean().default(false) }),
    deletionSchema,
  ),
  /** Deleted sessions that can be brought back, the last deleted first. */
  deleted: call(z.object({}), z.array(deletedSessionSchema)),
  /** All of them now, and again after each change. */
  watchDeleted: stream(z.object({}), z.object({ deleted: z.array(deletedSessionSchema) })),
  /**
   * Brings a deleted session back, by its id or by a name that only one had, with a new proxy secret; not started.
   * Fails with `name_taken` where another has its name now and no other is given.
   */
  restore: call(sessionRef.extend({ name: sessionNameSchema.optional() }), sessionSchema),
  /** Destroys the copy of a deleted session for good. */
  purge: call(sessionRef, deletedSessionSchema),
  /**
   * Pushes the session's branch to its repository's origin. Git runs in a container in the session's network, and the
   * proxy decides as it does for the agent, which is not started. Fails with `push_failed`, saying why.
   */
  push: call(sessionRef, pushTargetSchema),
  /** Compares records with the engine and mends states; tells what it did, one line each. */
  reconcile: call(z.object({}), z.object({ changes: z.array(z.string()) })),
  /** Output of a print session from its beginning, live until it exits. */
  output: stream(sessionRef, outputEvent),
  /** The container's log; for an interactive session the recorded screen as text. */
  logs: stream(sessionRef.extend({ follow: z.boolean().default(false) }), outputEvent),
  /** A manual session is created when `create` is set and the name is free. */
  env: call(sessionRef.extend({ create: z.boolean().default(false) }), sessionEnvSchema),
};
