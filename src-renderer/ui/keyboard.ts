const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** A tab of a browser, where some combinations never reach the page. */
const isBrowser = !("clauderon" in window);
const keptByBrowsers = new Set(["Mod+T", "Mod+W", "Mod+N", "Mod+Shift+P"]);

/** The combination that stands for a shortcut on this machine: `Mod+T` in a browser tab is `Alt+Shift+T`. */
function effective(keys: string): string {
  return isBrowser && keptByBrowsers.has(keys) ? `Alt+Shift+${keys.at(-1)}` : keys;
}

/**
 * What was pressed: `J`, `Shift+J`, `Mod+K`, `Mod+Shift+P`, `Enter`, `]`. Letters by character, digits and brackets by
 * their place on the keyboard; AltGr is no modifier.
 */
export function pressed(event: KeyboardEvent | React.KeyboardEvent): string {
  const native = "nativeEvent" in event ? event.nativeEvent : event;
  const mod = isMac ? native.metaKey : native.ctrlKey;
  const altGraph = native.getModifierState("AltGraph");
  const parts: string[] = [];
  if (mod && !altGraph) parts.push("Mod");
  if (native.altKey && !altGraph) parts.push("Alt");
  const key = keyName(native);
  // A sign that needs Shift on some layout is the sign; a letter is a letter with Shift.
  if (native.shiftKey && (key.length > 1 || /[A-Z]/.test(key))) parts.push("Shift");
  return [...parts, key].join("+");
}

function keyName({ key, code }: KeyboardEvent): string {
  if (/^Digit\d$/.test(code) && !/^\D$/.test(key)) return code.slice(5);
  if (code === "BracketLeft") return "[";
  if (code === "BracketRight") return "]";
  if (key === " ") return "Space";
  return key.length === 1 ? key.toUpperCase() : key;
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

/** The combination in the words of this platform: `⌘K`, `Ctrl+K`. */
export function keyLabel(keys: string): string {
  const parts = effective(keys)
    .split("+")
    .map((part) => names[part] ?? part);
  if (!isMac) return parts.map((part) => (part === "Mod" ? "Ctrl" : part)).join("+");
  const signs: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };
  return parts.map((part) => signs[part] ?? part).join("");
}
