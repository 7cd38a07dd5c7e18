import { usePreferences } from "../state/preferences.ts";
import { allKeys, forAria, inWords, isSingle, mainKey, reachable } from "./bindings.ts";
import type { FixedKey } from "./fixedKeys.ts";
import { type CommandId, keymap, placeOf } from "./keymap.ts";
import { inBrowser, isMac } from "./platform.ts";
import { pressed, takesText } from "./pressed.ts";

/** What a label names: a command, whose key may be another tomorrow, or a key that stays what it is. */
export type Shortcut = CommandId | FixedKey;

const isCommand = (shortcut: Shortcut): shortcut is CommandId => shortcut in keymap;

/** Lists have it: single letters work nowhere else. */
const inLists = "[data-row-list], [data-letters]";

/**
 * The command of these whose key was pressed. A single character counts only in a list, not where it is typed, and not
 * when a person switched such keys off.
 */
export function commandOf<Id extends CommandId>(
  event: KeyboardEvent | React.KeyboardEvent,
  ids: readonly Id[],
): Id | null {
  const keys = pressed(event);
  const { singleKeys, keys: bindings } = usePreferences.getState();
  if (isSingle(keys)) {
    const { target } = event;
    if (!singleKeys || takesText(target) || !(target instanceof Element && target.closest(inLists))) return null;
  }
  return ids.find((id) => allKeys(id, bindings, inBrowser).includes(keys)) ?? null;
}

/** Runs the command whose key was pressed; true when there was one. */
export function runCommand(
  event: KeyboardEvent | React.KeyboardEvent,
  table: Readonly<Partial<Record<CommandId, (() => void) | undefined>>>,
): boolean {
  const id = commandOf(event, Object.keys(table) as CommandId[]);
  const run = id && table[id];
  if (!run) return false;
  event.preventDefault();
  event.stopPropagation();
  run();
  return true;
}

/** The strokes of a shortcut as this platform writes them: one, two after G, or none while it has no key. */
function strokesOf(shortcut: Shortcut, inTerminal: boolean): readonly string[] {
  const { singleKeys, keys: bindings } = usePreferences.getState();
  if (!isCommand(shortcut)) return [inWords(shortcut, isMac, inTerminal)];
  const ids: readonly CommandId[] = placeOf(shortcut) === "go" ? ["lists.go", shortcut] : [shortcut];
  const strokes = ids.map((id) => mainKey(id, bindings, inBrowser));
  if (strokes.some((keys) => keys === null || (isSingle(keys) && !singleKeys))) return [];
  return strokes.map((keys) => inWords(keys ?? "", isMac, inTerminal));
}

/** The same, drawn again when a key changes. */
export function useStrokes(shortcut: Shortcut | null | undefined, inTerminal = false): readonly string[] {
  usePreferences((preferences) => preferences.keys);
  usePreferences((preferences) => preferences.singleKeys);
  return shortcut ? strokesOf(shortcut, inTerminal) : [];
}

/** For `aria-keyshortcuts`; what is pressed after G has no place there. */
export function ariaKeys(shortcut: Shortcut | null | undefined): string | undefined {
  if (!shortcut || (isCommand(shortcut) && placeOf(shortcut) === "go")) return undefined;
  const keys = isCommand(shortcut) ? mainKey(shortcut, usePreferences.getState().keys, inBrowser) : shortcut;
  return keys === null ? undefined : forAria(keys, isMac);
}

/** A combination as it has to be pressed here, in the words of this platform. */
export function inWordsHere(keys: string, inTerminal = false): string {
  return inWords(reachable(keys, inBrowser), isMac, inTerminal);
}
