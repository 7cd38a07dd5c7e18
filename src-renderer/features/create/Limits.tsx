import { CheckBox } from "../../ui/CheckBox.tsx";
import { Field, inputClass } from "../../ui/Field.tsx";
import { type Problems, setDraft, useDraft } from "./draft.ts";

/** What the container is made of, and how much it may take. */
export function Limits({ problems }: { readonly problems: Problems }) {
  const draft = useDraft((state) => state.draft);
  const number = (name: "cpus" | "memoryGib" | "pids", label: string) => (
    <Field label={label} problem={problems[name] ?? null}>
      {(attributes) => (
        <input
          {...attributes}
          data-field
          inputMode="decimal"
          value={draft[name]}
          onChange={(event) => setDraft({ [name]: event.target.value })}
          className={inputClass}
        />
      )}
    </Field>
  );
  const differs = draft.readOnlyRoot || problems.pids !== undefined;
  return (
    <div className="grid grid-cols-[116px_minmax(0,1fr)] gap-x-3">
      <span aria-hidden className="pt-6 text-text2">
        Container
      </span>
      <div className="flex flex-col gap-2">
        <div className="grid grid-cols-[minmax(0,1fr)_88px_112px] gap-3">
          <Field label="Image">
            {(attributes) => (
              <input
                {...attributes}
                data-field
                value={draft.image}
                placeholder="the agent image"
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setDraft({ image: event.target.value })}
                className={`${inputClass} font-mono placeholder:font-sans`}
              />
            )}
          </Field>
          {number("cpus", "Cores")}
          {number("memoryGib", "Memory, GiB")}
        </div>
        <details {...(differs ? { open: true } : {})}>
          <summary className="min-h-6 w-fit text-small text-text2">More</summary>
          <div className="flex flex-col gap-2 pt-2">
            <div className="w-28">{number("pids", "Processes")}</div>
            <label htmlFor="read-only-root" className="flex min-h-6 items-center gap-2 text-text2">
              <CheckBox
                id="read-only-root"
                checked={draft.readOnlyRoot}
                onChange={(event) => setDraft({ readOnlyRoot: event.target.checked })}
              />
              The image cannot be written to; only workspace, home and /tmp can
            </label>
          </div>
        </details>
      </div>
    </div>
  );
}
