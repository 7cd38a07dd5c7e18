import { type Shortcut, useStrokes } from "../keys/commands.ts";

const box = "rounded-tag border border-line bg-raised px-1 font-mono text-label text-text3";

/** A shortcut as this platform writes it; nothing while it has no key. */
export function Key({ keys, inTerminal = false }: { readonly keys: Shortcut; readonly inTerminal?: boolean }) {
  return useStrokes(keys, inTerminal).map((stroke) => (
    <kbd key={stroke} className={box}>
      {stroke}
    </kbd>
  ));
}
