import { keyLabel } from "./keyboard.ts";

/** A key combination as this platform writes it. */
export function Key({ keys }: { readonly keys: string }) {
  return (
    <kbd className="rounded-tag border border-line bg-raised px-1 font-mono text-label text-text3">
      {keyLabel(keys)}
    </kbd>
  );
}
