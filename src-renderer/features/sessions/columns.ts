/** Columns of the table of sessions, left to right. */
export interface Column {
  readonly id: ColumnId;
  readonly head: string;
  /** Pixels, or null for what is left over. */
  readonly width: number | null;
  readonly isNumber?: boolean;
  /** Columns leave a narrow table from the lowest number on; absent: never. */
  readonly drop?: number;
  /** Comes only into a table of at least this width. */
  readonly from?: number;
}

export type ColumnId =
  | "state"
  | "session"
  | "agent"
  | "workspace"
  | "access"
  | "up"
  | "requests"
  | "refused"
  | "tokens"
  | "cost"
  | "cpu"
  | "memory"
  | "message"
  | "disk"
  | "image"
  | "container";

const all: readonly Column[] = [
  { id: "state", head: "State", width: 122 },
  { id: "session", head: "Session", width: 158 },
  { id: "agent", head: "Agent", width: 58, drop: 3 },
  { id: "workspace", head: "Workspace", width: null, drop: 4 },
  { id: "message", head: "Message", width: 280, drop: 0, from: 1370 },
  { id: "access", head: "Access", width: 132, drop: 7 },
  { id: "up", head: "Up", width: 64, isNumber: true, drop: 2 },
  { id: "requests", head: "Req", width: 50, isNumber: true, drop: 5 },
  { id: "refused", head: "Refused", width: 62, isNumber: true },
  { id: "tokens", head: "Tokens", width: 60, isNumber: true, drop: 6 },
  { id: "cost", head: "Cost", width: 62, isNumber: true, drop: 8 },
  { id: "cpu", head: "CPU", width: 96, isNumber: true, drop: 1 },
  { id: "memory", head: "Memory", width: 108, isNumber: true, drop: 1 },
  { id: "disk", head: "Disk", width: 84, isNumber: true, drop: 0, from: 2200 },
  { id: "image", head: "Image", width: 220, drop: 0, from: 2200 },
  { id: "container", head: "Container", width: 130, drop: 0, from: 2200 },
];

const selectWidth = 36;
const menuWidth = 32;
const workspaceAtLeast = 150;

/** Where a state is its icon and its time; the word is in the row's name and the tooltip. */
export const isTight = (tableWidth: number): boolean => tableWidth > 0 && tableWidth < 440;

/** The columns that fit into a table of so many pixels, and how they lie. */
export function columnsFor(tableWidth: number): { readonly columns: readonly Column[]; readonly template: string } {
  let columns = all.filter(({ from = 0 }) => tableWidth >= from);
  const needs = (): number =>
    columns.reduce((sum, { width }) => sum + (width ?? workspaceAtLeast), selectWidth + menuWidth);
  const orders = [...new Set(all.flatMap(({ drop }) => drop ?? []))].toSorted((one, other) => one - other);
  for (const order of orders) {
    if (needs() <= tableWidth) break;
    columns = columns.filter(({ drop }) => drop !== order);
  }
  const hasFlexible = columns.some(({ width }) => width === null);
  const widths = columns.map(({ id, width }) => {
    if (width === null || (!hasFlexible && id === "session")) return "minmax(0, 1fr)";
    if (id === "state" && isTight(tableWidth)) return "64px";
    return `${width}px`;
  });
  return { columns, template: [`${selectWidth}px`, ...widths, `${menuWidth}px`].join(" ") };
}
