import { useEffect, useState } from "react";
import type { ValueCount } from "../../../src-shared/contract/audit.ts";
import { client } from "../../connection/connection.ts";
import { type QueryField, type Suggestion, suggestions } from "./auditQuery.ts";
import { type AuditView, filterOf } from "./auditView.ts";
import { type CountedQueryField, fieldOf } from "./countedField.ts";

const askAfterMs = 60;
const mostOffers = 10;

/** Fields and values that may be meant, the values with how many of the shown requests have them. */
export function useSuggestions(draft: string, view: AuditView): readonly Suggestion[] {
  const [found, setFound] = useState<{ readonly draft: string; readonly offers: readonly Suggestion[] } | null>(null);
  const asked = fieldOf(draft);
  const { query, range, from, to } = view;
  useEffect(() => {
    const meant = fieldOf(draft);
    if (!meant) return;
    let isCurrent = true;
    const { field, begins, negation } = meant;
    const timer = setTimeout(async () => {
      const filter = filterOf({ query, range, from, to });
      try {
        const { values, complete } = await client().audit.values({ ...filter, field: field.counted, begins, limit: 8 });
        if (isCurrent) setFound({ draft, offers: withCounts(field, begins, negation, values, complete) });
      } catch {
        // Without counts the names of the fields are offered all the same.
      }
    }, askAfterMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [draft, query, range, from, to]);
  if (draft === "") return [];
  const known = suggestions(draft);
  if (!asked || !found) return known.slice(0, mostOffers);
  if (found.draft !== draft) return draft.startsWith(found.draft) ? keepFitting(found.offers, known, draft) : known;
  const others = known.filter(({ text }) => !found.offers.some((one) => one.text === text));
  return [...found.offers, ...others].slice(0, mostOffers);
}

function withCounts(
  field: CountedQueryField,
  begins: string,
  negation: string,
  values: readonly ValueCount[],
  complete: boolean,
): Suggestion[] {
  const counted = values.map(({ value, records }) => offer(field, negation, value, { records, complete }));
  // A value that none has is said to be in none, where all were looked at.
  const rest = (field.values ?? [])
    .filter((value) => value.toLowerCase().startsWith(begins) && !values.some((one) => one.value === value))
    .map((value) => offer(field, negation, value, complete ? { records: 0, complete } : null));
  return [...counted, ...rest];
}

function offer(field: QueryField, negation: string, value: string, found: Suggestion["found"]): Suggestion {
  const written = /[\s,"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
  return { text: `${negation}${field.name}:${written}`, about: field.about, found };
}

/** While the answer is on its way: what of the last one still fits. */
function keepFitting(offers: readonly Suggestion[], known: readonly Suggestion[], draft: string): Suggestion[] {
  const fitting = offers.filter(({ text }) => text.toLowerCase().startsWith(draft.toLowerCase()));
  return [...fitting, ...known.filter(({ text }) => !fitting.some((one) => one.text === text))].slice(0, mostOffers);
}
