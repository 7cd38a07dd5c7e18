const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** A tab of a browser, where some combinations never reach the page. */
const isBrowser = !("clauderon" in window);
const keptByBrowsers = new Set(["Mod+T", "Mod+W", "Mod+N", "Mod+Shift+P", "Mod+PageUp", "Mod+PageDown"]);

/** The combination that stands for a shortcut on this machine: `Mod+T` in a browser tab is `Alt+Shift+T`. */
function effective(keys: string): string {
  return isBrowser && keptByBrowsers.has(keys) ? `Alt+Shift+${keys.split("+").at(-1)}` : keys;
}

/**
 * What was pressed: `J`, `Shift+J`, `Mod+K`, `Mod+Shift+P`, `Enter`, `]`. Letters by character, digits and brackets by
 * their place on the keyboard; AltGr is no modifier. In a terminal `Mod` is Ctrl+Shift, except on a Mac: every other
 * Ctrl key is the program's.
 */
export function pressed(event: KeyboardEvent | React.KeyboardEvent): string {
  const native = "nativeEvent" in event ? event.nativeEvent : event;
  const altGraph = native.getModifierState("AltGraph");
  const shifted = !isMac && isInTerminal(native.target);
  const mod = isMac ? native.metaKey : native.ctrlKey && (!shifted || native.shiftKey);
  const parts: string[] = [];
  if (shifted && native.ctrlKey && !mod) parts.push("Ctrl");
  if (mod && !altGraph) parts.push("Mod");
  if (native.altKey && !altGraph) parts.push("Alt");
  const key = keyName(native, mod && shifted);
  // A sign that needs Shift on some layout is the sign; a letter is a letter with Shift.
  const countsShift = native.shiftKey && !(mod && shifted);
  if (countsShift && (key.length > 1 || /[A-Z]/.test(key))) parts.push("Shift");
  return [...parts, key].join("+");
}

const signs: Readonly<Record<string, string>> = { Comma: ",", Period: ".", Equal: "=", Minus: "-", Slash: "/" };

function keyName({ key, code, altKey }: KeyboardEvent, shiftIsModifier: boolean): string {
  if (/^Digit\d$/.test(code) && (shiftIsModifier || !/^\D$/.test(key))) return code.slice(5);
  if (code === "BracketLeft") return "[";
  if (code === "BracketRight") return "]";
  if (shiftIsModifier && signs[code] !== undefined) return signs[code];
  // Alt makes other characters of letters on some machines.
  if (altKey && /^Key[A-Z]$/.test(code)) return code.slice(3);
  if (key === " ") return "Space";
  return key.length === 1 ? key.toUpperCase() : key;
}

function isInTerminal(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(".xterm") !== null;
}

/** True for what the app may mean, and a program in a terminal cannot have. */
export function isForTheApp(event: KeyboardEvent): boolean {
  return pressed(event).startsWith("Mod+");
}

export function isPressed(event: KeyboardEvent | React.KeyboardEvent, keys: string): boolean {
  return pressed(event) === effective(keys);
}

/** Runs the entry whose key was pressed; true when there was one. */
export function runKey(
  event: KeyboardEvent | React.KeyboardEvent,
  table: Readonly<Record<string, () => void>>,
): boolean {
  const now = pressed(event);
  for (const [keys, run] of Object.entries(table)) {
    if (effective(keys) !== now) continue;
    event.preventDefault();
    event.stopPropagation();
    run();
    return true;
  }
  return false;
}

/** True where letters belong to what is typed. */
export function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, .xterm") !== null)
  );
}

const names: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Delete: "Del",
};

/** The combination in the words of this platform: `⌘K`, `Ctrl+K`; in a terminal `Ctrl+Shift+K`. */
export function keyLabel(keys: string, inTerminal = false): string {
  const parts = effective(keys)
    .split("+")
    .map((part) => names[part] ?? part);
  if (!isMac) return parts.map((part) => (part === "Mod" ? (inTerminal ? "Ctrl+Shift" : "Ctrl") : part)).join("+");
  const symbols: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };
  return parts.map((part) => symbols[part] ?? part).join("");
}
