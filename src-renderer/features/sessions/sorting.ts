import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import type { SessionTotals } from "../../../src-shared/contract/sessions.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import type { ColumnId } from "./columns.ts";

/** Columns by whose value sessions can be put in order; `state` is the order in which they matter to a person. */
export type SortColumn = Exclude<ColumnId, "container" | "message">;

export interface Sort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

export interface SortFacts {
  readonly totals: ReadonlyMap<string, AuditTotals>;
  readonly stats: ReadonlyMap<string, { readonly latest: { readonly cpuCores: number; readonly memoryBytes: number } }>;
  readonly changes: ReadonlyMap<string, SessionTotals>;
}

type Value = string | number | null;

const values: Readonly<Record<Exclude<SortColumn, "state">, (session: Session, facts: SortFacts) => Value>> = {
  session: ({ name }) => name,
  agent: ({ agent }) => agent,
  workspace: ({ repository }) => repository?.name ?? null,
  access: ({ network, accessMode }) => `${network} ${accessMode}`,
  up: ({ state, startedAt }) => (state === "running" && startedAt ? Date.now() - Date.parse(startedAt) : null),
  requests: ({ id }, { totals }) => totals.get(id)?.requests ?? 0,
  refused: ({ id }, { totals }) => totals.get(id)?.denials ?? 0,
  tokens: ({ id }, { totals }) => {
    const of = totals.get(id);
    return of ? of.inputTokens + of.outputTokens + of.cacheTokens : 0;
  },
  cost: ({ id }, { totals }) => totals.get(id)?.costUsd ?? 0,
  cpu: ({ id, state }, { stats }) => (state === "running" ? (stats.get(id)?.latest.cpuCores ?? null) : null),
  memory: ({ id, state }, { stats }) => (state === "running" ? (stats.get(id)?.latest.memoryBytes ?? null) : null),
  disk: ({ disk }) => disk?.bytes ?? null,
  image: ({ image }) => image,
};

/** In the order of a column. What has no value comes last, either way; equals stay as they were. */
export function sorted(sessions: readonly Session[], sort: Sort, facts: SortFacts): Session[] {
  const { column, descending } = sort;
  if (column === "state") return descending ? sessions.toReversed() : [...sessions];
  const read = values[column];
  return sessions.toSorted((one, other) => {
    const [first, second] = [read(one, facts), read(other, facts)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    const order =
      typeof first === "string" || typeof second === "string"
        ? String(first).localeCompare(String(second))
        : first - second;
    return descending ? -order : order;
  });
}

/** From the address: `cost` begins with the largest, `cost-up` with the smallest. Texts begin with A. */
export function readSort(text: string | null): Sort {
  const [, name = "", up] = /^([a-z]+)(-up)?$/.exec(text ?? "") ?? [];
  if (name === "state" || name === "" || !Object.hasOwn(values, name))
    return { column: "state", descending: up !== undefined };
  const column = name as Exclude<SortColumn, "state">;
  return { column, descending: isText(column) === (up !== undefined) };
}

/** The same for the address; null for the usual order. */
export function sortText({ column, descending }: Sort): string | null {
  const isUsual = descending !== (column === "state" || isText(column));
  if (column === "state" && isUsual) return null;
  return isUsual ? column : `${column}-up`;
}

/** The other way round if it is the column already, else the column's usual way. */
export function sortAfter(before: Sort, column: SortColumn): Sort {
  if (before.column === column) return { column, descending: !before.descending };
  return { column, descending: column !== "state" && !isText(column) };
}

const texts: ReadonlySet<SortColumn> = new Set(["session", "agent", "workspace", "access", "image"]);
const isText = (column: SortColumn): boolean => texts.has(column);
