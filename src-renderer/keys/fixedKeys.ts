import { pressed } from "./pressed.ts";

/** Keys that are what they are on every platform and in every form. */
export type FixedKey =
  | "Enter"
  | "Shift+Enter"
  | "Escape"
  | "Tab"
  | "Space"
  | "Backspace"
  | "Delete"
  | "Home"
  | "End"
  | `${"" | "Shift+"}Arrow${"Up" | "Down" | "Left" | "Right"}`
  | "PageUp"
  | "PageDown";

export function isPressed(event: KeyboardEvent | React.KeyboardEvent, keys: FixedKey): boolean {
  return pressed(event) === keys;
}

/** Runs the entry whose key was pressed; true when there was one. */
export function runKey(
  event: KeyboardEvent | React.KeyboardEvent,
  table: Readonly<Partial<Record<FixedKey, () => void>>>,
): boolean {
  const run = table[pressed(event) as FixedKey];
  if (!run) return false;
  event.preventDefault();
  event.stopPropagation();
  run();
  return true;
}
