import { type CommandId, commandIds, entryOf, meet, placeOf } from "./keymap.ts";

/** Keys that a person chose, by command; "" for none. */
export type Bindings = Readonly<Partial<Record<CommandId, string>>>;

/** Combinations that no page of a browser ever sees. */
const keptByBrowsers = new Set(["Mod+T", "Mod+W", "Mod+N", "Mod+Shift+P", "Mod+PageUp", "Mod+PageDown"]);

/** The combination that stands for a shortcut: in a browser's tab `Mod+T` is `Alt+Shift+T`. */
export function reachable(keys: string, inBrowser: boolean): string {
  return inBrowser && keptByBrowsers.has(keys) ? `Alt+Shift+${keys.split("+").at(-1)}` : keys;
}

/** The chosen key, or the one of the table, as it has to be pressed; null where there is none. */
export function mainKey(id: CommandId, bindings: Bindings, inBrowser: boolean): string | null {
  const keys = bindings[id] ?? entryOf(id).keys;
  return keys === "" ? null : reachable(keys, inBrowser);
}

/** Everything that runs a command. */
export function allKeys(id: CommandId, bindings: Bindings, inBrowser: boolean): readonly string[] {
  const main = mainKey(id, bindings, inBrowser);
  return [...(main === null ? [] : [main]), ...(entryOf(id).also ?? [])];
}

/** One character without a modifier: typed text elsewhere, so that it counts in lists only. */
export function isSingle(keys: string): boolean {
  const last = keys.startsWith("Shift+") ? keys.slice(6) : keys;
  return last.length === 1 || last === "Space";
}

/** The command that already has a key where `id` would need it; null when it is free. */
export function conflictOf(id: CommandId, keys: string, bindings: Bindings, inBrowser: boolean): CommandId | null {
  const wanted = reachable(keys, inBrowser);
  const place = placeOf(id);
  return (
    commandIds.find(
      (other) =>
        other !== id &&
        meet(place, placeOf(other)) &&
        allKeys(other, bindings, inBrowser).some((key) => key === wanted),
    ) ?? null
  );
}

/** Why a command cannot have a key; null when it can. */
export function refusalOf(id: CommandId, keys: string): string | null {
  const place = placeOf(id);
  if (["Tab", "Shift+Tab", "Escape"].includes(keys)) return "Tab and Esc stay what they are.";
  if (place === "go") return isSingle(keys) ? null : "One character: it is pressed after the key for Go to.";
  const everywhere = place === "app" || place === "terminal" || place === "create" || place === "palette";
  if (everywhere && !/^(Mod\+|Alt\+|(Shift\+)?F\d|Shift\+(Page|Home|End))/.test(keys)) {
    return "This works while text is typed, so it needs a modifier or a function key.";
  }
  if (place === "terminal" && /^Mod\+Shift\+/.test(keys)) {
    return "In a terminal Shift is part of the modifier already. Leave it out.";
  }
  return null;
}

/** With a key for a command; whoever had it there has none. The table's own key is no choice to keep. */
export function withKey(bindings: Bindings, id: CommandId, keys: string, inBrowser: boolean): Bindings {
  const taken = keys === "" ? null : conflictOf(id, keys, bindings, inBrowser);
  const { [id]: _before, ...others } = bindings;
  const next = { ...others, ...(taken === null ? {} : { [taken]: "" }) };
  return keys === entryOf(id).keys ? next : { ...next, [id]: keys };
}

/** With the table's key again; what now has that key loses it. */
export function withoutKey(bindings: Bindings, id: CommandId, inBrowser: boolean): Bindings {
  return withKey(bindings, id, entryOf(id).keys, inBrowser);
}

const names: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Delete: "Del",
  PageUp: "PgUp",
  PageDown: "PgDn",
};
const macSigns: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Ctrl: "⌃" };

/** A combination in the words of a platform: `⌘K`, `Ctrl+K`; in a terminal `Ctrl+Shift+K`. */
export function inWords(keys: string, isMac: boolean, inTerminal: boolean): string {
  const parts = partsOf(keys).map((part) => names[part] ?? part);
  if (isMac) return parts.map((part) => macSigns[part] ?? part).join("");
  return parts.map((part) => (part === "Mod" ? (inTerminal ? "Ctrl+Shift" : "Ctrl") : part)).join("+");
}

/** A combination as `aria-keyshortcuts` wants it. */
export function forAria(keys: string, isMac: boolean): string {
  return partsOf(keys)
    .map((part) => (part === "Mod" ? (isMac ? "Meta" : "Control") : part))
    .join("+");
}

/** `Mod++` is Mod and plus. */
function partsOf(keys: string): string[] {
  return keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
}
