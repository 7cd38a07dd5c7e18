import type { CommandId } from "../keys/keymap.ts";
import { Key } from "./Key.tsx";

/** What the keys do in the list above. Not on a low screen. */
export function KeyLine({ keys }: { readonly keys: readonly (readonly [keys: readonly CommandId[], what: string])[] }) {
  return (
    <div className="flex h-7 shrink-0 items-center gap-4 overflow-hidden border-t border-line px-4 text-label text-text3 max-[800px]:hidden [@media(max-height:640px)]:hidden">
      {keys.map(([ids, what]) => (
        <span key={what} className="flex items-center gap-1 whitespace-nowrap">
          {ids.map((id) => (
            <Key key={id} keys={id} />
          ))}
          {what}
        </span>
      ))}
    </div>
  );
}
