import { inputClass } from "../../ui/Field.tsx";
import { setDraft, useDraft } from "./draft.ts";

/** What becomes of an address, and where the session begins: nothing is asked of its server before the session is. */
export function AddressHints({ url }: { readonly url: string }) {
  const base = useDraft((state) => state.draft.base);
  return (
    <div className="ml-[128px] -mt-2 flex flex-col gap-1 text-small text-text2">
      <label className="flex items-center gap-2">
        Begins from
        <input
          value={base}
          placeholder="its default branch"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setDraft({ base: event.target.value.trim() })}
          className={`${inputClass} h-6 max-w-72 font-mono text-small`}
        />
      </label>
      <p>
        Cloned from <span className="break-all font-mono">{url}</span> inside the session, through the proxy: its
        requests are recorded like the agent's.
      </p>
    </div>
  );
}
