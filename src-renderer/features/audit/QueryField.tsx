import { clsx } from "clsx";
import { Search, X } from "lucide-react";
import { type RefObject, useId, useState } from "react";
import { count } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { readQuery } from "./auditQuery.ts";
import { useSuggestions } from "./auditSuggestions.ts";
import type { AuditView } from "./auditView.ts";

/** The filter: finished terms as chips, the one being typed as text, and what it may become below. */
export function QueryField(props: {
  readonly view: AuditView;
  readonly onQuery: (query: string) => void;
  readonly onLeave: () => void;
  readonly input: RefObject<HTMLInputElement | null>;
}) {
  const { view, onQuery, onLeave, input } = props;
  const { query } = view;
  const [draft, setDraft] = useState("");
  const [chosen, setChosen] = useState(0);
  const [open, setOpen] = useState(false);
  const listId = useId();
  const terms = readQuery(query);
  const offers = useSuggestions(draft, view);
  const problem = [...terms, ...readQuery(draft)].find((term) => term.problem !== null)?.problem ?? null;
  const add = (text: string): void => {
    if (text.trim()) onQuery([...terms.map((term) => term.text), text.trim()].join(" "));
    setDraft("");
  };
  const take = (text: string): void => {
    if (text.endsWith(":")) setDraft(text);
    else add(text);
    setChosen(0);
  };
  const removeAt = (at: number): void =>
    onQuery(
      terms
        .filter((_, index) => index !== at)
        .map(({ text }) => text)
        .join(" "),
    );
  const showsOffers = open && offers.length > 0;

  return (
    <div className="relative min-w-60 flex-1">
      <div className="flex min-h-7 flex-wrap items-center gap-1 rounded-control border border-control bg-bg px-2">
        <Search size={13} aria-hidden className="text-text3" />
        {terms.map((term, at) => (
          <button
            key={`${term.text} ${terms.slice(0, at).filter(({ text }) => text === term.text).length}`}
            type="button"
            aria-label={`Remove filter ${term.text}`}
            title={term.problem ?? undefined}
            onClick={() => removeAt(at)}
            className={clsx(
              "hit inline-flex h-5 items-center gap-1 rounded-tag border px-1 font-mono text-log",
              term.problem ? "border-danger text-danger" : "border-line bg-raised text-text",
            )}
          >
            {neutralise(term.text, 60)}
            <X size={10} aria-hidden />
          </button>
        ))}
        <input
          ref={input}
          data-field
          role="combobox"
          aria-label="Filter requests"
          aria-expanded={showsOffers}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={showsOffers ? `${listId}-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={draft}
          placeholder={terms.length === 0 ? "Filter: host:*.github.com status:>=400 decision:deny" : ""}
          onChange={(event) => {
            setDraft(event.target.value);
            setChosen(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === "Backspace" && draft === "" && terms.length > 0) {
              event.preventDefault();
              setDraft(terms.at(-1)?.text ?? "");
              removeAt(terms.length - 1);
              return;
            }
            runKey(event, {
              ...(showsOffers
                ? {
                    ArrowDown: () => setChosen((chosen + 1) % offers.length),
                    ArrowUp: () => setChosen((chosen + offers.length - 1) % offers.length),
                    Tab: () => take(offers[chosen]?.text ?? draft),
                  }
                : {}),
              ...(draft !== "" && !draft.includes('"') && draft.includes(":") && !draft.endsWith(":")
                ? { Space: () => add(draft) }
                : {}),
              Enter: () => (draft === "" ? onLeave() : add(draft)),
              Escape: () => (draft === "" ? onLeave() : setDraft("")),
            });
          }}
          className="h-6 min-w-24 flex-1 bg-transparent font-mono text-small outline-none placeholder:font-sans placeholder:text-text3"
        />
      </div>
      {problem && <p className="absolute right-2 top-1 bg-bg pl-2 text-small text-danger">{problem}</p>}
      {showsOffers && (
        <ul
          id={listId}
          role="listbox"
          aria-label="Suggestions"
          className="absolute left-0 top-8 z-30 w-[440px] max-w-full rounded-panel border border-line bg-raised p-1 shadow-floating"
        >
          {offers.map(({ text, about, found }, at) => (
            <li
              key={text}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === chosen}
              onPointerDown={(event) => {
                event.preventDefault();
                take(text);
              }}
              className={clsx("flex min-h-6 items-center gap-3 rounded-control px-2", at === chosen && "bg-active")}
            >
              <span className="truncate font-mono text-small text-text">
                <Typed text={text} draft={draft} />
              </span>
              <span className={clsx("ml-auto shrink-0 text-small", at === chosen ? "text-text2" : "text-text3")}>
                {found ? `${count(found.records)}${found.complete ? "" : "+"}` : about}
                {found && <span className="sr-only"> requests</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What was typed of an offer stands out. */
function Typed({ text, draft }: { readonly text: string; readonly draft: string }) {
  if (!text.toLowerCase().startsWith(draft.toLowerCase())) return <bdi>{neutralise(text)}</bdi>;
  return (
    <bdi>
      <span className="font-semibold">{neutralise(text.slice(0, draft.length))}</span>
      {neutralise(text.slice(draft.length))}
    </bdi>
  );
}
