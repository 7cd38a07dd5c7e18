import { toast } from "sonner";
import { create } from "zustand";
import { notFetchedNote } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { setSearch } from "../../state/route.ts";
import { buildImage } from "../image/imageBuild.ts";
import { type Draft, noteCreated, toInput, useDraft } from "./draft.ts";

/** A session on its way: the form is closed, what was filled in is kept until it runs. */
export interface Creation {
  readonly draft: Draft;
  readonly steps: readonly string[];
  /** How far the last step has come, where it tells. */
  readonly progress: { readonly what: string; readonly fraction: number } | null;
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
  put(name, () => ({ draft, steps: [], progress: null, since: Date.now(), error: null }));
  noteCreated(draft);
  // The same build as the one that the session waits for, with its bar and its log.
  if (draft.image === "") void buildImage();
  try {
    for await (const event of client().sessions.createWithProgress(toInput(draft))) {
      if (event.type === "begun") continue;
      if (event.type === "step") {
        put(name, (before) => (before && { ...before, steps: [...before.steps, event.step], progress: null }) || null);
        continue;
      }
      if (event.type === "progress") {
        put(name, (before) => (before && { ...before, progress: event }) || null);
        continue;
      }
      put(name, () => null);
      toast(`${event.session.name} runs.`);
      for (const kind of event.session.repository?.notFetched ?? []) toast(notFetchedNote[kind]);
    }
  } catch (failure) {
    const error = failure as Error & { code?: string };
    // A session that the network test kept from starting is there, and tells by itself what was found.
    put(name, (before) => (before && error.code !== "not_locked" ? { ...before, error } : null));
  }
}

/** Its stream tells what came of it. */
export async function cancelCreation(name: string): Promise<void> {
  const { wasUnderWay } = await client().sessions.cancelCreation({ name });
  if (!wasUnderWay) toast(`${name} is too far to be cancelled: its agent starts.`);
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
