import { z } from "zod";
import { selfTestSchema } from "./selfTest.ts";

export const agentNames = ["claude", "codex", "gemini", "shell"] as const;
export const agentSchema = z.enum(agentNames);
export type Agent = z.infer<typeof agentSchema>;

/** `manual`: a session without a container of its own, for a container started by hand (`clauderon env --create`). */
export const sessionModeSchema = z.enum(["interactive", "print", "manual"]);
export type SessionMode = z.infer<typeof sessionModeSchema>;

export const networkModeSchema = z.enum(["locked", "open"]);
export type NetworkMode = z.infer<typeof networkModeSchema>;

export const accessModeSchema = z.enum(["read", "propose", "write"]);
export type AccessMode = z.infer<typeof accessModeSchema>;

export const sessionStateSchema = z.enum(["creating", "running", "exited", "stopped", "missing", "error", "archived"]);
export type SessionState = z.infer<typeof sessionStateSchema>;

/** What the agent is doing while its session runs. Told by the untrusted side: for display only. */
export const activitySchema = z.enum(["working", "waiting", "idle", "unknown"]);
export type Activity = z.infer<typeof activitySchema>;

export const sessionNamePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const sessionNameSchema = z
  .string()
  .regex(sessionNamePattern, "a name has 1 to 63 of a-z, 0-9 and -, and begins with a letter or digit");

/** Less than this runs no agent. */
export const minMemoryBytes = 64 * 1024 * 1024;

export const limitsSchema = z.object({
  /** Cores; 2 means two full cores. */
  cpus: z.number().positive().max(1024),
  memoryBytes: z.number().int().min(minMemoryBytes),
  pids: z.number().int().min(16).max(1_000_000),
});
export type Limits = z.infer<typeof limitsSchema>;

export const defaultLimits: Limits = { cpus: 2, memoryBytes: 4 * 1024 ** 3, pids: 1024 };

/** What a running session has written, measured every few seconds. */
export const diskSchema = z.object({
  /** Its home, its uploads and its changes to the image. */
  bytes: z.number(),
  softBytes: z.number(),
  hardBytes: z.number(),
  /** `warning` over the soft limit; `over` the hard one, which stops it. */
  state: z.enum(["ok", "warning", "over"]),
  at: z.string(),
});
export type Disk = z.infer<typeof diskSchema>;

/** What git keeps out of a clone, or behind it. */
export const notFetchedSchema = z.enum(["submodules", "lfs"]);
export type NotFetched = z.infer<typeof notFetchedSchema>;

export const notFetchedName: Readonly<Record<NotFetched, string>> = {
  submodules: "submodules",
  lfs: "files in Git LFS",
};

/** In a sentence, for a person. */
export const notFetchedNote: Readonly<Record<NotFetched, string>> = {
  submodules:
    "Submodules were not fetched: `git submodule update --init` inside gets those that the proxy lets through.",
  lfs: "Files in Git LFS are pointers: the clone has not fetched what they stand for.",
};

export const repositorySchema = z.object({
  /** Host path that was cloned; null for one that came from an address. */
  path: z.string().nullable(),
  /** HTTPS address that was cloned inside; absent for a host path. */
  url: z.string().optional(),
  /** Folder name of the clone under /workspace. */
  name: z.string(),
  branch: z.string(),
  /** Commit the branch started from; empty until a clone from an address is there. */
  base: z.string(),
  /** What of an address's repository the clone does not have. */
  notFetched: z.array(notFetchedSchema).optional(),
  /** Addresses of the host repository's remotes, over HTTPS: what GitHub calls are scoped to. */
  remotes: z.array(z.string()).optional(),
  /** The address of its `origin`, of those; null where it has none that can be reached from inside. */
  origin: z.string().nullable().optional(),
});
export type Repository = z.infer<typeof repositorySchema>;

/** The path or the address that a session was cloned from. */
export const sourceOf = ({ path, url }: Pick<Repository, "path" | "url">): string => path ?? url ?? "";

export const sessionSchema = z.object({
  /** 12 characters of lower-case base32. */
  id: z.string(),
  name: z.string(),
  agent: agentSchema,
  mode: sessionModeSchema,
  network: networkModeSchema,
  accessMode: accessModeSchema,
  state: sessionStateSchema,
  activity: activitySchema,
  /** What the agent said last, before it came to rest or began to wait. From the container, not verified; null or absent for nothing. */
  agentWords: z.string().nullable().optional(),
  /** Code of the agent's last exit; null before. */
  exitCode: z.number().int().nullable(),
  /** Why the state is `error` or `missing`, in one sentence. */
  error: z.string().nullable(),
  prompt: z.string().nullable(),
  image: z.string(),
  repository: repositorySchema.nullable(),
  /** Working directory inside the container. */
  workdir: z.string(),
  limits: limitsSchema,
  /** The image cannot be written to; /tmp and /var/tmp are in memory. */
  readOnlyRoot: z.boolean(),
  /** Variables given with --env. Values equal to a known secret were refused. */
  env: z.record(z.string(), z.string()),
  /** What the network self-test of the last start found; null before the first, and for a manual session. */
  selfTest: selfTestSchema.nullable(),
  /** Null before the first measurement since the core started. */
  disk: diskSchema.nullable(),
  containerId: z.string().nullable(),
  /** `clauderon-<name>`; null for a manual session. */
  containerName: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;
