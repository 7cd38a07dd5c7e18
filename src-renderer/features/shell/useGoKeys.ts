import { useEffect } from "react";
import { commandOf } from "../../keys/commands.ts";
import type { CommandIn } from "../../keys/keymap.ts";
import { go } from "../../state/route.ts";

const places: Readonly<Record<CommandIn<"go">, string>> = {
  "go.sessions": "/sessions",
  "go.audit": "/audit",
  "go.approvals": "/approvals",
  "go.rules": "/rules",
  "go.credentials": "/credentials",
  "go.doctor": "/doctor",
  "go.refused": "/audit?q=decision%3Adeny",
};
const ids = Object.keys(places) as CommandIn<"go">[];
const secondKeyWithinMs = 1500;

/** G and then a letter goes to a screen; only in lists. */
export function useGoKeys(): void {
  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      const now = performance.now();
      const chosen = now - startedAt < secondKeyWithinMs ? commandOf(event, ids) : null;
      const begins = chosen === null && commandOf(event, ["lists.go"]) !== null;
      startedAt = begins ? now : Number.NEGATIVE_INFINITY;
      if (chosen === null && !begins) return;
      event.preventDefault();
      event.stopPropagation();
      if (chosen !== null) go(places[chosen]);
    };
    // Before the list in focus sees the letter.
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
