/** What an event of the keyboard tells. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  getModifierState(name: string): boolean;
}

/**
 * What was pressed: `J`, `Shift+J`, `Mod+K`, `Mod+Shift+P`, `Enter`, `]`. Letters by character, digits and brackets by
 * their place on the keyboard; AltGr is no modifier. In a terminal `Mod` is Ctrl+Shift, except on a Mac: every other
 * Ctrl key is the program's.
 */
export function combinationOf(event: KeyPress, isMac: boolean, inTerminal: boolean): string {
  const altGraph = event.getModifierState("AltGraph");
  const shiftIsModifier = !isMac && inTerminal;
  const mod = !altGraph && (isMac ? event.metaKey : event.ctrlKey && (!shiftIsModifier || event.shiftKey));
  const usesShift = mod && shiftIsModifier;
  const parts: string[] = [];
  // Control on a Mac, and Ctrl alone in a terminal.
  if (!altGraph && event.ctrlKey && (isMac || (inTerminal && !mod))) parts.push("Ctrl");
  if (mod) parts.push("Mod");
  if (event.altKey && !altGraph) parts.push("Alt");
  const key = keyName(event, usesShift, altGraph);
  // A sign that needs Shift on some layout is the sign; a letter is a letter with Shift.
  const countsShift = event.shiftKey && !usesShift;
  if (countsShift && (key.length > 1 || /[A-Z]/.test(key))) parts.push("Shift");
  return [...parts, key].join("+");
}

const signs: Readonly<Record<string, string>> = { Comma: ",", Period: ".", Equal: "=", Minus: "-", Slash: "/" };

function keyName({ key, code, shiftKey }: KeyPress, usesShift: boolean, altGraph: boolean): string {
  // What AltGr makes is a character like any other, wherever it lies.
  if (altGraph) return key.length === 1 ? key.toUpperCase() : key;
  // Some layouts have digits only with Shift; with Shift others have signs there.
  if (/^Digit\d$/.test(code) && (usesShift || !shiftKey)) return code.slice(5);
  if (code === "BracketLeft") return "[";
  if (code === "BracketRight") return "]";
  if (usesShift && signs[code] !== undefined) return signs[code];
  // Alt makes other characters of letters on some machines, and some scripts have no Latin letters.
  if (/^Key[A-Z]$/.test(code) && !/^[!-~]$/.test(key)) return code.slice(3);
  if (key === " ") return "Space";
  return key.length === 1 ? key.toUpperCase() : key;
}
