import { type ReactNode, useId } from "react";

export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  readonly children: (attributes: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": boolean;
  }) => ReactNode;
}

/** A control with its name, what to know about it, and what is wrong with it. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const note = problem || hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small text-text2">
        {label}
      </label>
      {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": Boolean(problem) })}
      {note && (
        <p id={`${id}-note`} className={`text-small ${problem ? "text-danger" : "text-text3"}`}>
          {note}
        </p>
      )}
    </div>
  );
}

export const inputClass =
  "h-7 w-full rounded-control border border-control bg-bg px-2 outline-none placeholder:text-text3 focus-visible:outline-2 focus-visible:outline-accent aria-[invalid=true]:border-danger";

/** A few choices, all in sight. */
export function Choices<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="pb-1 text-small text-text2">{props.label}</legend>
      <div className="flex w-fit rounded-control border border-control bg-bg p-0.5">
        {props.options.map(([value, text]) => (
          <label
            key={value}
            className={`flex h-6 items-center rounded-tag px-2.5 has-focus-visible:outline-2 has-focus-visible:outline-accent ${
              props.value === value ? "bg-active text-text" : "text-text2 hover:text-text"
            }`}
          >
            <input
              type="radio"
              className="sr-only"
              name={name}
              checked={props.value === value}
              onChange={() => props.onChange(value)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
