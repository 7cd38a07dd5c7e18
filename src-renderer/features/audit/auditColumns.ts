import type { AuditSortColumn } from "../../../src-shared/contract/audit.ts";

/** How many columns there are: each of these has those of the one before, and more. */
const extents = ["few", "rule", "all"] as const;
export type Extent = (typeof extents)[number];

/** A column of the audit, left to right. */
export interface AuditColumn {
  readonly id: AuditSortColumn;
  readonly name: string;
  /** Pixels; null takes what the others leave. */
  readonly width: number | null;
  /** The name is said, and not shown: there is no room for it. */
  readonly unnamed?: boolean;
  readonly isNumber?: boolean;
  readonly isFixed?: boolean;
  /** The first of the extents that it is in. */
  readonly from: Extent;
}

export const allColumns: readonly AuditColumn[] = [
  { id: "time", name: "Time", width: 92, from: "few" },
  { id: "verdict", name: "Verdict", width: 18, unnamed: true, isFixed: true, from: "few" },
  { id: "session", name: "Session", width: 136, from: "few" },
  { id: "method", name: "Method", width: 44, unnamed: true, from: "few" },
  { id: "request", name: "Request", width: null, from: "few" },
  { id: "status", name: "Status", width: 48, isNumber: true, from: "few" },
  { id: "rule", name: "Rule", width: 152, from: "rule" },
  { id: "took", name: "Took", width: 60, isNumber: true, from: "few" },
  { id: "size", name: "Size", width: 66, isNumber: true, from: "all" },
  { id: "tokens", name: "Tokens", width: 58, isNumber: true, from: "all" },
  { id: "cost", name: "Cost", width: 60, isNumber: true, from: "all" },
  { id: "credential", name: "Credential", width: 96, from: "all" },
];

const columnsIn = (extent: Extent): readonly AuditColumn[] =>
  allColumns.filter(({ from }) => extents.indexOf(from) <= extents.indexOf(extent));

export const columnsOf: Readonly<Record<Extent, readonly AuditColumn[]>> = {
  few: columnsIn("few"),
  rule: columnsIn("rule"),
  all: allColumns,
};

/** Widths from which on the columns leave the request room, px. */
const roomFor = { rule: 760, all: 1080 };

/** What is shown in a list of this width, px; beside a record never all. */
export function extentFor(width: number, besideRecord: boolean): Extent {
  if (width >= roomFor.all && !besideRecord) return "all";
  return width >= roomFor.rule ? "rule" : "few";
}

/** Three letters and an ellipsis; wider than any window needs. */
export const columnLimits = { least: 36, most: 640 };
/** Below this a host cannot be told from another. */
const leastRequest = 160;
/** Left and right of every row. */
const padding = 32;

/** Widths that were chosen, px, by the id of their column. */
export type ColumnWidths = Readonly<Record<string, number>>;

export function widthOf({ id, width }: AuditColumn, chosen: ColumnWidths): number {
  const wanted = chosen[id];
  // What the browser kept may be anything, and becomes part of a style.
  if (width === null || typeof wanted !== "number" || !Number.isFinite(wanted)) return width ?? leastRequest;
  return Math.round(Math.min(columnLimits.most, Math.max(columnLimits.least, wanted)));
}

/** The grid of every row, and the width under which the list scrolls sideways. */
export function gridOf(shown: readonly AuditColumn[], chosen: ColumnWidths): { template: string; least: number } {
  const widths = shown.map((column) => widthOf(column, chosen));
  return {
    template: shown
      .map(({ width }, at) => (width === null ? `minmax(${leastRequest}px,1fr)` : `${widths[at]}px`))
      .join(" "),
    least: widths.reduce((sum, width) => sum + width, padding),
  };
}

/**
 * Columns before the one that takes the rest are sized at their right edge, those after it at their left: so the edge
 * is the one that stays under the pointer, and all others keep their width.
 */
export function growsToTheLeft(shown: readonly AuditColumn[], column: AuditColumn): boolean {
  return shown.indexOf(column) > shown.findIndex(({ width }) => width === null);
}
