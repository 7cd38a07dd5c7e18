import { z } from "zod";

/** The parts of the demonstration, in their order. */
export const demoSteps = ["api", "core", "image", "agent", "proofs", "cleaning"] as const;
export const demoStepSchema = z.enum(demoSteps);
export type DemoStep = z.infer<typeof demoStepSchema>;

/** A statement about the run, and whether it was found to be true. */
export const demoProofSchema = z.object({ statement: z.string(), holds: z.boolean() });
export type DemoProof = z.infer<typeof demoProofSchema>;

/** The same secret's place in the three views of one request. No view has a field for the value. */
export const demoEvidenceSchema = z.object({
  /** In the container's environment: the variable, and what stands there. */
  inside: z.object({ variable: z.string(), value: z.string().nullable() }),
  /** As the stand-in for the API was asked. */
  received: z.object({
    requests: z.number().int(),
    method: z.string(),
    url: z.string(),
    authorization: z.enum(["token", "placeholder", "none", "other"]),
  }),
  /** As the audit has it; null where it has no such record. */
  recorded: z
    .object({ seq: z.number().int(), credential: z.string().nullable(), injected: z.boolean(), hash: z.string() })
    .nullable(),
});
export type DemoEvidence = z.infer<typeof demoEvidenceSchema>;

export const demoEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("step"), step: demoStepSchema }),
  /** Of the step that goes on; `fraction` from 0 to 1, null when unknown. */
  z.object({ type: z.literal("progress"), text: z.string(), fraction: z.number().nullable() }),
  /** What the agent wrote: the container's words. */
  z.object({ type: z.literal("said"), text: z.string() }),
  z.object({ type: z.literal("evidence"), evidence: demoEvidenceSchema }),
  z.object({ type: z.literal("proof"), proof: demoProofSchema }),
  /** The last event, when all is cleaned up. */
  z.object({ type: z.literal("end"), holds: z.boolean() }),
]);
export type DemoEvent = z.infer<typeof demoEventSchema>;
