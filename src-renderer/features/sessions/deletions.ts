import { toast } from "sonner";
import { type DeletedSession, daysKept } from "../../../src-shared/model/deletedSession.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { plural, uptime } from "../../format/formats.ts";
import { useDeleted } from "../../state/deleted.ts";
import { useDialogs } from "../shell/dialogs.ts";

const dayMs = 86_400_000;
/** Long enough to be reached by Tab; the list of deleted sessions has it after that. */
const undoMs = 20_000;

/** Deletes them one after another and offers to undo it, once for all. */
export async function deleteSessions(sessions: readonly Session[], force: boolean): Promise<void> {
  const gone: string[] = [];
  const kept: DeletedSession[] = [];
  const failures: string[] = [];
  for (const { id, name } of sessions) {
    try {
      const { deleted } = await client().sessions.delete({ session: id, force });
      gone.push(name);
      if (deleted) kept.push(deleted);
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  const failed = failures.join(" ");
  if (gone.length === 0) return void toast.error(failed);
  useDeleted.setState({ last: kept });
  const what = gone.length === 1 ? `Deleted ${gone[0]}.` : `Deleted ${plural(gone.length, "session")}.`;
  const copies = kept.length === 0 ? "" : kept.length === 1 ? " A copy is kept" : " Copies are kept";
  toast([`${what}${copies && `${copies} for ${daysKept} days.`}`, failed].filter(Boolean).join(" "), {
    duration: undoMs,
    ...(kept.length > 0 ? { action: { label: "Undo", onClick: () => void bringBack(kept) } } : {}),
  });
}

/** Brings sessions back. Where another has the name now, a person is asked for one. */
export async function bringBack(deleted: readonly DeletedSession[]): Promise<void> {
  const words: string[] = [];
  let taken: DeletedSession | null = null;
  for (const one of deleted) {
    try {
      words.push(backWords(await client().sessions.restore({ session: one.id })));
    } catch (error) {
      if ((error as { code?: string }).code === "name_taken") taken = one;
      else words.push((error as Error).message);
    }
  }
  useDeleted.setState({ last: [] });
  if (words.length > 0)
    toast(words.length > 2 ? `${plural(words.length, "session")} are back, stopped.` : words.join(" "));
  if (taken) useDialogs.setState({ restoring: taken });
}

export const backWords = ({ name, state, error }: Session): string =>
  error === null ? `${name} is back, ${state}.` : `${name}: ${error}`;

/** `5 days`, near the end `3h 10m`. */
export function leftUntil(destroyedAfter: string, now: number): string {
  const left = Date.parse(destroyedAfter) - now;
  return left >= 2 * dayMs ? `${Math.round(left / dayMs)} days` : uptime(left);
}
