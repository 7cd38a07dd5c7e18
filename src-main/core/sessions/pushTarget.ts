import type { PushTarget } from "../../../src-shared/contract/sessions.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { isUnpushed } from "./unsavedReport.ts";

/** Where the session's branch would go; null where there is nothing to push, nowhere, or nobody that could. */
export function pushTarget(record: SessionRecord, unsaved: readonly string[]): PushTarget | null {
  const remote = originOf(record);
  if (remote === null || record.repository === null || pushObstacle(record) !== null) return null;
  return unsaved.some(isUnpushed) ? { branch: record.repository.branch, remote } : null;
}

/** As the user's own repository names it: in the clone an agent could have changed it. */
export function originOf({ repository }: Pick<SessionRecord, "repository">): string | null {
  const remotes = repository?.remotes ?? [];
  // Sessions of before know their remotes without names.
  return repository?.origin ?? (remotes.length === 1 ? remotes[0]! : null);
}

/** Why no container of the session could push now, as the end of a sentence and what to do; null when one could. */
export function pushObstacle({ state, containerId }: SessionRecord): readonly [reason: string, hint: string] | null {
  if (state === "creating") return ["is still being created", "Try again when it runs."];
  if (state === "archived") return ["is archived", "`clauderon unarchive` brings it back."];
  if (state === "missing" || containerId === null) {
    return ["has no container", "`clauderon recreate` makes one around the same files."];
  }
  return null;
}
