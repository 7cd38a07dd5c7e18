import { clsx } from "clsx";
import { type ReactNode, useId, useState } from "react";
import { shortPath } from "../../format/formats.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { Field, inputClass } from "../../ui/Field.tsx";
import { ranked } from "../palette/rank.ts";

/** A path on this machine, or an address; the ones used before are offered, the newest first. */
export function RepositoryField(props: {
  readonly value: string;
  readonly recent: readonly string[];
  readonly problem: string | null;
  readonly hint: ReactNode;
  /** The form opens here. */
  readonly focusFirst: boolean;
  readonly onChange: (given: string) => void;
}) {
  const { value, recent, problem, onChange } = props;
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const listId = useId();
  const isKnown = recent.includes(value);
  const offers = (value === "" || isKnown ? recent : ranked(recent, value, (path) => path)).slice(0, 8);
  const shows = open && offers.length > 0;
  const take = (path: string): void => {
    onChange(path);
    setOpen(false);
    setChosen(-1);
  };
  return (
    <Field beside label="Repository" hint={props.hint} problem={problem}>
      {(attributes) => (
        <div className="relative">
          <input
            {...attributes}
            data-field
            {...(props.focusFirst ? { "data-autofocus": true } : {})}
            role="combobox"
            aria-expanded={shows}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={shows && chosen >= 0 ? `${listId}-${chosen}` : undefined}
            autoComplete="off"
            spellCheck={false}
            placeholder="/path/to/repository or https://…"
            value={value}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onChange={(event) => {
              setOpen(true);
              setChosen(-1);
              onChange(event.target.value);
            }}
            onKeyDown={(event) => {
              if (!shows) return;
              runKey(event, {
                ArrowDown: () => setChosen(Math.min(chosen + 1, offers.length - 1)),
                ArrowUp: () => setChosen(Math.max(chosen - 1, -1)),
                Escape: () => setOpen(false),
                ...(chosen >= 0 ? { Enter: () => take(offers[chosen] ?? value) } : {}),
              });
            }}
            className={`${inputClass} font-mono`}
          />
          {/* Hidden, not removed: what is taken out while the focus moves on would take the focus back into the dialog. */}
          <ul
            id={listId}
            role="listbox"
            hidden={!shows}
            aria-label="Recent repositories"
            className="absolute inset-x-0 top-8 z-30 rounded-panel border border-line bg-raised p-1 shadow-floating"
          >
            {offers.map((path, at) => (
              <li
                key={path}
                id={`${listId}-${at}`}
                role="option"
                aria-selected={at === chosen}
                title={path}
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(path);
                }}
                className={clsx(
                  "flex min-h-6 items-center rounded-control px-2 font-mono text-small",
                  at === chosen ? "bg-active" : "hover:bg-hover",
                )}
              >
                {shortPath(path, 70)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Field>
  );
}
