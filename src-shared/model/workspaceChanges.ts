import { z } from "zod";

/** What became of a file of the clone since the session began. Told by the untrusted side: for display only. */
export const fileChangeSchema = z.object({
  /** Below the clone, as git names it. */
  path: z.string(),
  kind: z.enum(["added", "changed", "deleted"]),
  /** Lines; null for what is no text. */
  added: z.number().int().nullable(),
  removed: z.number().int().nullable(),
  /** Not in a commit yet. */
  uncommitted: z.boolean(),
});
export type FileChange = z.infer<typeof fileChangeSchema>;

export const changeTotalsSchema = z.object({
  files: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  /** Files with changes that are in no commit. */
  uncommitted: z.number().int(),
  /** Commits that are known nowhere else; a stash is one. */
  unpushed: z.number().int(),
});
export type ChangeTotals = z.infer<typeof changeTotalsSchema>;

export const workspaceChangesSchema = z.object({
  /** The first 500, in git's order; `totals` counts them all. */
  files: z.array(fileChangeSchema),
  totals: changeTotalsSchema,
});
export type WorkspaceChanges = z.infer<typeof workspaceChangesSchema>;

/** Something that happened to a session. */
export const sessionEventSchema = z.object({
  at: z.string(),
  /** Its state, or while it runs what its agent does, in the words of the contract. */
  what: z.string(),
  /** Why, in one sentence; null where nobody said. */
  reason: z.string().nullable(),
});
export type SessionEvent = z.infer<typeof sessionEventSchema>;
