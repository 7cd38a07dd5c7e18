import { CheckBox } from "../../ui/CheckBox.tsx";
import { Field, inputClass } from "../../ui/Field.tsx";
import { type Problems, setDraft, useDraft } from "./draft.ts";

const numbers = [
  ["cpus", "Cores"],
  ["memoryGib", "Memory, GiB"],
  ["pids", "Processes"],
] as const;

/** What the container is made of, and how much it may take. */
export function Limits({ problems }: { readonly problems: Problems }) {
  const draft = useDraft((state) => state.draft);
  return (
    <>
      <Field beside label="Image" hint="Empty: the agent image.">
        {(attributes) => (
          <input
            {...attributes}
            data-field
            value={draft.image}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setDraft({ image: event.target.value })}
            className={`${inputClass} font-mono`}
          />
        )}
      </Field>
      <div className="grid grid-cols-[116px_minmax(0,1fr)] gap-x-3">
        <span aria-hidden className="pt-5 text-text2">
          Limits
        </span>
        <div className="flex flex-col gap-2">
          <div className="grid grid-cols-3 gap-3">
            {numbers.map(([name, label]) => (
              <Field key={name} label={label} problem={problems[name] ?? null}>
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
            ))}
          </div>
          <label htmlFor="read-only-root" className="flex items-center gap-2 text-text2">
            <CheckBox
              id="read-only-root"
              checked={draft.readOnlyRoot}
              onChange={(event) => setDraft({ readOnlyRoot: event.target.checked })}
            />
            The image cannot be written to; only workspace, home and /tmp can
          </label>
        </div>
      </div>
    </>
  );
}
