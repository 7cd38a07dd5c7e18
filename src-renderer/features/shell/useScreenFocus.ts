import { useEffect } from "react";

/** What takes the focus when a screen opens: its list, else what it begins with. */
const first = "main [data-row-list], main [data-first]";

/**
 * A screen that opens has the keys, when nothing else is in use: its list gets the focus from a link that led there, or
 * from what is gone. Terminals see to theirs themselves, and a dialog keeps it.
 */
export function useScreenFocus(screen: string, offline: boolean): void {
  useEffect(() => {
    if (screen === "session" || offline) return;
    const take = (): boolean => {
      const { activeElement } = document;
      const isFree = !activeElement || activeElement === document.body || activeElement.closest("nav, footer") !== null;
      if (!isFree) return true;
      const target = document.querySelector<HTMLElement>(first);
      target?.focus({ preventScroll: true });
      return target !== null;
    };
    if (take()) return;
    const observer = new MutationObserver(() => {
      if (take()) observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [screen, offline]);
}
