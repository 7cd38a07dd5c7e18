import { z } from "zod";

/**
 * `pass`: nothing got out. `fail`: something did, or the test proved nothing, and the agent was not started. `open`:
 * the network is not locked, so there was nothing to test.
 */
export const selfTestVerdictSchema = z.enum(["pass", "fail", "open"]);

export const selfTestAttemptSchema = z.object({
  /** Stable, for example `dns.udp.1.1.1.1`. */
  id: z.string(),
  /** `escape` must not succeed; `control` must, or the test proves nothing. */
  kind: z.enum(["escape", "control"]),
  /** "DNS over UDP". */
  title: z.string(),
  /** "1.1.1.1:53". */
  target: z.string(),
  /** "no route", "got an answer", … */
  outcome: z.string(),
  /** Whether the outcome is as it must be. */
  ok: z.boolean(),
});
export type SelfTestAttempt = z.infer<typeof selfTestAttemptSchema>;

/** What a session's network did before its agent ran the last time. */
export const selfTestSchema = z.object({
  at: z.string(),
  verdict: selfTestVerdictSchema,
  /** What the verdict means, in one sentence; for `fail` the reason, for `open` the warning. Null for `pass`. */
  message: z.string().nullable(),
  /** What the test added to the start. */
  tookMs: z.number(),
  attempts: z.array(selfTestAttemptSchema),
});
export type SelfTest = z.infer<typeof selfTestSchema>;
