import { useQuery } from "@tanstack/react-query";
import { client } from "../../connection/connection.ts";
import { go } from "../../state/route.ts";
import { inputClass } from "../../ui/Field.tsx";
import { setDraft, useDraft } from "./draft.ts";

/** What becomes of an address, and where the session begins: nothing is asked of its server before the session is. */
export function AddressHints({ url, isStripped }: { readonly url: string; readonly isStripped: boolean }) {
  const base = useDraft((state) => state.draft.base);
  const { data } = useQuery({ queryKey: ["credentials"], queryFn: () => client().credentials.list({}) });
  const isPublicOnly =
    url.startsWith("https://github.com/") && data?.find(({ id }) => id === "github")?.health === "not_set";
  return (
    <div className="ml-[128px] -mt-2 flex flex-col gap-1 text-small text-text2">
      {isStripped && (
        <p role="status">
          The user name or password was left out of the address: the proxy adds your credential where a rule allows.
        </p>
      )}
      <label className="flex items-center gap-2">
        <span className="shrink-0">Begins from</span>
        <input
          data-field
          value={base}
          placeholder="its default branch"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setDraft({ base: event.target.value.trim() })}
          className={`${inputClass} h-6 max-w-72 font-mono text-small`}
        />
      </label>
      {isPublicOnly && (
        <p className="text-warn">
          github is not set: only a public repository can be cloned.{" "}
          <button type="button" className="hit text-accent hover:underline" onClick={() => go("/credentials")}>
            Add it
          </button>
        </p>
      )}
    </div>
  );
}
