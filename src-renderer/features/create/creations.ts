import { toast } from "sonner";
import { create } from "zustand";
import { client } from "../../connection/connection.ts";
import { setSearch } from "../../state/route.ts";
import { buildImage } from "../image/imageBuild.ts";
import { type Draft, noteCreated, toInput, useDraft } from "./draft.ts";

/** A session on its way: the form is closed, what was filled in is kept until it runs. */
export interface Creation {
  readonly draft: Draft;
  readonly steps: readonly string[];
  readonly since: number;
  readonly error: Error | null;
}

/** By the name of the session. */
export const useCreations = create<{ readonly creations: ReadonlyMap<string, Creation> }>(() => ({
  creations: new Map(),
}));

function put(name: string, change: (before: Creation | undefined) => Creation | null): void {
  useCreations.setState(({ creations }) => {
    const after = new Map(creations);
    const next = change(after.get(name));
    if (next) after.set(name, next);
    else after.delete(name);
    return { creations: after };
  });
}

/** Goes on while other screens are looked at; `draft` has a name. */
export async function startCreation(draft: Draft): Promise<void> {
  const { name } = draft;
  put(name, () => ({ draft, steps: [], since: Date.now(), error: null }));
  noteCreated(draft);
  // The same build as the one that the session waits for, with its bar and its log.
  if (draft.image === "") void buildImage();
  try {
    for await (const event of client().sessions.createWithProgress(toInput(draft))) {
      if (event.type === "step") {
        put(name, (before) => (before && { ...before, steps: [...before.steps, event.step] }) || null);
        continue;
      }
      put(name, () => null);
      toast(`${event.session.name} runs.`);
    }
  } catch (failure) {
    const error = failure as Error & { code?: string };
    // A session that the network test kept from starting is there, and tells by itself what was found.
    put(name, (before) => (before && error.code !== "not_locked" ? { ...before, error } : null));
  }
}

export function forgetCreation(name: string): void {
  put(name, () => null);
}

/** The form again, as it was filled in. */
export function editAndRetry(name: string): void {
  const draft = useCreations.getState().creations.get(name)?.draft;
  if (!draft) return;
  useDraft.setState({ draft });
  forgetCreation(name);
  setSearch("new", "");
}
