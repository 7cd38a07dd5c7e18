import { useEffect } from "react";
import { usePreferences } from "../../state/preferences.ts";
import { go } from "../../state/route.ts";
import { takesText } from "../../ui/keyboard.ts";

const places: Readonly<Record<string, string>> = {
  s: "/sessions",
  a: "/audit",
  i: "/approvals",
  u: "/rules",
  c: "/credentials",
  d: "/doctor",
  r: "/audit?q=decision%3Adeny",
};
const secondKeyWithinMs = 1500;

/** G and then a letter goes to a screen; only where letters are not typed. */
export function useGoKeys(): void {
  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
      if (!usePreferences.getState().singleKeys) return;
      const now = performance.now();
      const place = now - startedAt < secondKeyWithinMs ? places[event.key] : undefined;
      startedAt = event.key === "g" ? now : Number.NEGATIVE_INFINITY;
      if (place === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      go(place);
    };
    // Before the list in focus sees the letter.
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
