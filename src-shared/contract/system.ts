import { z } from "zod";
import { demoEventSchema } from "../model/demo.ts";
import { call, stream } from "../rpc/contract.ts";
import { proxyStatusSchema } from "./proxy.ts";

export const helloSchema = z.object({
  name: z.literal("clauderon"),
  version: z.string(),
  protocolVersion: z.number().int(),
  pid: z.number().int(),
  home: z.string(),
  startedAt: z.string(),
});

export const doctorCheckSchema = z.object({
  id: z.string(),
  /** What it belongs to. `trust`: a tool in a container, and our authority. */
  group: z.enum(["host", "engine", "proxy", "credentials", "container", "trust"]),
  /** What is checked, in a few words. */
  title: z.string(),
  status: z.enum(["pass", "warn", "fail", "skip"]),
  /** What was found, in one sentence. */
  detail: z.string(),
  /** What to do, in one sentence or a command; null when passed. */
  fix: z.string().nullable(),
  /** The check could not be made at all: `detail` is its own error, and says nothing of what it looks at. */
  broken: z.boolean(),
  /** Null for one of several rows that a check gives at once. */
  tookMs: z.number().nullable(),
});
export type DoctorCheck = z.infer<typeof doctorCheckSchema>;

export const imageEvent = z.discriminatedUnion("type", [
  /** `fraction` from 0 to 1, null when unknown. */
  z.object({ type: z.literal("progress"), step: z.string(), fraction: z.number().nullable() }),
  z.object({ type: z.literal("log"), line: z.string() }),
  z.object({ type: z.literal("done"), image: z.string(), imageId: z.string(), relayImage: z.string() }),
]);
export type ImageEvent = z.infer<typeof imageEvent>;

export const systemStatusSchema = z.object({
  engine: z.object({
    ok: z.boolean(),
    version: z.string().nullable(),
    /** Why it does not answer, in one sentence. */
    problem: z.string().nullable(),
  }),
  proxy: proxyStatusSchema,
  /** Credentials that their service refused when they were last used or tested. */
  rejectedCredentials: z.array(z.string()).optional(),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;

/** A value of config.toml as it is in force. */
export const settingSchema = z.object({
  /** "proxy.port", "approvals.timeout_seconds". */
  key: z.string(),
  /** As config.toml would write it. */
  value: z.string(),
  about: z.string(),
  /** Line of config.toml that says so; null for a default. */
  line: z.number().int().nullable(),
  /** Read at start only. */
  atStart: z.boolean(),
});
export type Setting = z.infer<typeof settingSchema>;

export const systemContract = {
  /** First call of every client: who answers, and which protocol it speaks. */
  hello: call(z.object({ protocolVersion: z.number().int() }), helloSchema),
  /** Engine and proxy: now, and whenever something of it has changed. */
  watch: stream(z.object({}), systemStatusSchema),
  /** A link that signs one browser tab in, once, within 60 s. Opens the loopback port for it when none is open. */
  web: call(z.object({}), z.object({ url: z.string() })),
  /** Ends the daemon. Sessions keep running, without network until a daemon is back. */
  shutdown: call(z.object({}), z.null()),
  /** One event a check, as each finishes. */
  doctor: stream(z.object({}), doctorCheckSchema),
  /** What config.toml sets, besides credentials and rules, and the defaults of the rest. */
  settings: call(z.object({}), z.array(settingSchema)),
  /** The daemon's own log as JSON lines. */
  logs: stream(z.object({ follow: z.boolean().default(false) }), z.object({ bytes: z.instanceof(Uint8Array) })),
  /**
   * The main job without a token, in a home of its own that is gone afterwards; one at a time. Ends early, and cleans up,
   * when the stream is cancelled.
   */
  demo: stream(z.object({}), demoEventSchema),
  /** Builds the agent image and the relay image. */
  buildImage: stream(z.object({ base: z.string().optional() }), imageEvent),
};
