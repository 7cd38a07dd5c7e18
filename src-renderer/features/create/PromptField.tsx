import { useState } from "react";
import { plural } from "../../format/formats.ts";
import { Field, inputClass } from "../../ui/Field.tsx";
import { setDraft, useDraft } from "./draft.ts";

/** Many lines; ↑ in an empty field goes through the prompts before. */
export function PromptField(props: {
  readonly value: string;
  readonly problem: string | null;
  /** The form opens here. */
  readonly focusFirst: boolean;
}) {
  const { value, problem, focusFirst } = props;
  const prompts = useDraft((state) => state.prompts);
  const [recalled, setRecalled] = useState(-1);
  const recall = (by: number): boolean => {
    const isRecalled = recalled >= 0 && value === prompts[recalled];
    if (value !== "" && !isRecalled) return false;
    const next = (isRecalled ? recalled : -1) + by;
    if (next < -1 || next >= prompts.length) return false;
    setRecalled(next);
    setDraft({ prompt: prompts[next] ?? "" });
    return true;
  };
  return (
    <Field
      beside
      label="Prompt"
      hint={`${prompts.length > 0 ? "↑ brings earlier prompts back. " : ""}${value === "" ? "" : plural(value.length, "character")}`}
      problem={problem}
    >
      {(attributes) => (
        <textarea
          {...attributes}
          data-field
          {...(focusFirst ? { "data-autofocus": true } : {})}
          rows={4}
          value={value}
          placeholder="What should the agent do?"
          onChange={(event) => setDraft({ prompt: event.target.value })}
          onKeyDown={(event) => {
            const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
            if (by !== 0 && recall(by)) event.preventDefault();
          }}
          className={`${inputClass} h-auto resize-y py-1.5`}
        />
      )}
    </Field>
  );
}
