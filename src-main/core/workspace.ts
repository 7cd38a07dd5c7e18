import { z } from "zod";

/** What a session was cloned from, as the host saw it before the agent ever ran. */
export const workspaceSchema = z.object({
  /** "github.com/acme/harbor", lower case: the host repository's remotes. */
  repositories: z.array(z.string()),
  /** Names of branches that are not the session's to change: each remote's default. */
  defaultBranches: z.array(z.string()),
  /** Commits that the remotes had. */
  commits: z.array(z.string()),
  /** "root:<id>", ".github:<id>", ".github/workflows:<id>" of those commits: trees that were there already. */
  trees: z.array(z.string()),
});
export type Workspace = z.infer<typeof workspaceSchema>;
