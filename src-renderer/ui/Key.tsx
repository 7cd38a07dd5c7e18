import { keyLabel } from "./keyboard.ts";

/** A key combination as this platform writes it. */
export function Key({ keys, inTerminal = false }: { readonly keys: string; readonly inTerminal?: boolean }) {
  return (
    <kbd className="rounded-tag border border-line bg-raised px-1 font-mono text-label text-text3">
      {keyLabel(keys, inTerminal)}
    </kbd>
  );
}
