import { z } from "zod";
import { agentSchema, repositorySchema, sessionModeSchema } from "./session.ts";

/** How long a deleted session can be brought back. */
export const daysKept = 7;

/** A session that was deleted, of which a copy is still there. Its name is free; its id is its own. */
export const deletedSessionSchema = z.object({
  id: z.string(),
  name: z.string(),
  agent: agentSchema,
  mode: sessionModeSchema,
  repository: repositorySchema.nullable(),
  deletedAt: z.string(),
  /** From here on the copy is destroyed for good. */
  destroyedAfter: z.string(),
});
export type DeletedSession = z.infer<typeof deletedSessionSchema>;
