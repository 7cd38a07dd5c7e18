import { toWhere } from "./auditQuery.ts";

/** What the core is asked for. */
export interface AuditFilter {
  readonly where?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Which requests are shown, as the address says it. */
export interface AuditView {
  readonly query: string;
  /** One of `timeChoices`: that long back from now; null is the whole log. */
  readonly range: string | null;
  /** A part of that, RFC 3339. */
  readonly from: string | null;
  readonly to: string | null;
}

export const wholeLog: AuditView = { query: "", range: null, from: null, to: null };

const minute = 60_000;
export const timeChoices: readonly (readonly [id: string, name: string, ms: number])[] = [
  ["15m", "Last 15 minutes", 15 * minute],
  ["1h", "Last hour", 60 * minute],
  ["24h", "Last 24 hours", 24 * 60 * minute],
  ["7d", "Last 7 days", 7 * 24 * 60 * minute],
  ["30d", "Last 30 days", 30 * 24 * 60 * minute],
];

/** The address's own words; what is no time is no limit. */
export function readView(search: URLSearchParams): AuditView {
  const time = (name: string): string | null => {
    const at = Date.parse(search.get(name) ?? "");
    return Number.isNaN(at) ? null : new Date(at).toISOString();
  };
  const range = timeChoices.find(([id]) => id === search.get("range"))?.[0] ?? null;
  return { query: search.get("q") ?? "", range, from: time("from"), to: time("to") };
}

/** Two views with the same key show the same requests. */
export const keyOf = ({ query, range, from, to }: AuditView): string =>
  JSON.stringify([toWhere(query) ?? null, range, from, to]);

export const isWhole = (view: AuditView): boolean => keyOf(view) === keyOf(wholeLog);

/** Where the time that the chart covers begins; null for the beginning of the log. */
export function spanStart({ range }: AuditView, now: number): string | null {
  const choice = timeChoices.find(([id]) => id === range);
  return choice ? new Date(now - choice[2]).toISOString() : null;
}

export function filterOf(view: AuditView, now = Date.now()): AuditFilter {
  const where = toWhere(view.query);
  const start = spanStart(view, now);
  const from = start !== null && (view.from === null || view.from < start) ? start : view.from;
  return {
    ...(where === undefined ? {} : { where }),
    ...(from === null ? {} : { from }),
    ...(view.to === null ? {} : { to: view.to }),
  };
}

/** A part of a span of time, ms since 1970. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** The newer half of what is chosen. */
export function closer({ from, to }: Part): Part {
  return { from: Math.floor((from + to) / 2), to };
}

/** Twice as much, to both sides as far as the span goes and else to the other; null once that is all of it. */
export function further({ from, to }: Part, span: Part): Part | null {
  const width = Math.min(2 * (to - from), span.to - span.from);
  const start = Math.min(Math.max(span.from, Math.floor((from + to - width) / 2)), span.to - width);
  return width >= span.to - span.from ? null : { from: start, to: start + width };
}
