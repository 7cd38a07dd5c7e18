/** A column of the audit, left to right. */
export interface AuditColumn {
  readonly id: string;
  readonly name: string;
  /** Pixels; null takes what the others leave. */
  readonly width: number | null;
  /** The name is said, and not shown: there is no room for it. */
  readonly unnamed?: boolean;
  readonly isNumber?: boolean;
  readonly isFixed?: boolean;
  /** Only where there is room for every column. */
  readonly wideOnly?: boolean;
}

const columns: readonly AuditColumn[] = [
  { id: "time", name: "Time", width: 92 },
  { id: "verdict", name: "Verdict", width: 18, unnamed: true, isFixed: true },
  { id: "session", name: "Session", width: 136 },
  { id: "method", name: "Method", width: 44, unnamed: true },
  { id: "request", name: "Request", width: null },
  { id: "status", name: "Status", width: 48, isNumber: true },
  { id: "rule", name: "Rule", width: 152, wideOnly: true },
  { id: "took", name: "Took", width: 60, isNumber: true },
  { id: "size", name: "Size", width: 66, isNumber: true, wideOnly: true },
  { id: "tokens", name: "Tokens", width: 58, isNumber: true, wideOnly: true },
  { id: "cost", name: "Cost", width: 60, isNumber: true, wideOnly: true },
  { id: "credential", name: "Credential", width: 96, wideOnly: true },
];

export const allColumns = columns;
export const fewColumns = columns.filter(({ wideOnly }) => !wideOnly);

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
