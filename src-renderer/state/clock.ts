import { useSyncExternalStore } from "react";

/** One clock for the whole screen: ages change together, once a second, and not at all while nobody looks. */
let now = Date.now();
const listeners = new Set<() => void>();

setInterval(() => {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}, 1000);

document.addEventListener("visibilitychange", () => {
  document.documentElement.toggleAttribute("data-hidden", document.hidden);
});

export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}
