import { type ReactNode, useId } from "react";

export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  /** The name stands beside the control, in a form of many. */
  readonly beside?: boolean;
  readonly children: (attributes: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": boolean;
  }) => ReactNode;
}

/** A control with its name, what to know about it, and what is wrong with it. */
export function Field({ label, hint, problem, beside = false, children }: FieldProps) {
  const id = useId();
  const note = problem || hint;
  return (
    <div className={beside ? "grid grid-cols-[116px_minmax(0,1fr)] gap-x-3" : "flex flex-col gap-1"}>
      <label htmlFor={id} className={beside ? "pt-1 text-text2" : "text-small text-text2"}>
        {label}
      </label>
      <div className="flex min-w-0 flex-col gap-1">
        {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": Boolean(problem) })}
        {note && (
          <p id={`${id}-note`} className={`text-small ${problem ? "text-danger" : "text-text3"}`}>
            {note}
          </p>
        )}
      </div>
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
  /** The name is said, and not shown. */
  readonly bare?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className={props.bare ? "sr-only" : "pb-1 text-small text-text2"}>{props.label}</legend>
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

/** One of a few, each with what it means beside it. */
export function RadioList<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, name: string, note: string, isRisky?: boolean])[];
  readonly onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="grid grid-cols-[116px_minmax(0,1fr)] gap-x-3">
      <legend className="float-left pt-1 text-text2">{props.label}</legend>
      <div className="flex flex-col rounded-control border border-line py-1">
        {props.options.map(([value, text, note, isRisky]) => (
          <label key={value} className="flex min-h-7 items-center gap-2 px-2 hover:bg-hover">
            <input
              type="radio"
              name={name}
              checked={props.value === value}
              onChange={() => props.onChange(value)}
              className="radio size-3.5 shrink-0 appearance-none rounded-round border border-control bg-bg checked:border-accent checked:bg-accent"
            />
            <span className="w-20 shrink-0 font-medium">{text}</span>
            <span className={`text-small ${isRisky ? "text-warn" : "text-text2"}`}>{note}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
