import { toast } from "sonner";
import { create } from "zustand";
import type { ApprovalAnswer } from "../../../src-shared/model/approval.ts";
import { client } from "../../connection/connection.ts";

export const undoMs = 4_000;

/** Denials that can still be taken back, by the approval's id. Meanwhile the request waits on, so nothing is lost. */
export const useUndoable = create<{ readonly ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Denies after four seconds, in which it can be undone. A page that closes meanwhile leaves it to the time limit. */
export function deny(id: string): void {
  if (timers.has(id)) return;
  timers.set(
    id,
    setTimeout(() => {
      forget(id);
      void tell(id, "deny");
    }, undoMs),
  );
  noteUndoable();
  toast("Denied.", {
    id: toastOf(id),
    duration: undoMs,
    action: { label: "Undo (4 s)", onClick: () => undoDeny(id) },
  });
}

export function undoDeny(id: string): void {
  forget(id);
  toast.dismiss(toastOf(id));
}

const toastOf = (id: string): string => `denied-${id}`;

function forget(id: string): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  noteUndoable();
}

function noteUndoable(): void {
  useUndoable.setState({ ids: new Set(timers.keys()) });
}

/** Answers at once. Says what came of it, also when somebody else was faster. */
export async function tell(id: string, answer: ApprovalAnswer): Promise<void> {
  try {
    const { grant } = await client().approvals.answer({ id, answer });
    if (grant) toast(`Rule saved as grant ${grant.id}. Rules lists it and takes it back.`);
  } catch (error) {
    toast.error((error as Error).message);
  }
}
