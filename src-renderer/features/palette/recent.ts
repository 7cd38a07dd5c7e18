import { create } from "zustand";
import { persist } from "zustand/middleware";

const kept = 12;

/** Names of the app's own actions, the last chosen first. Nothing that a session or a service is called. */
export const useRecent = create<{ readonly names: readonly string[] }>()(
  persist((): { readonly names: readonly string[] } => ({ names: [] }), { name: "clauderon.palette", version: 1 }),
);

export function noteChosen(name: string): void {
  useRecent.setState(({ names }) => ({ names: [name, ...names.filter((one) => one !== name)].slice(0, kept) }));
}
