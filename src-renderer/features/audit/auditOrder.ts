import { type AuditOrder, type AuditSortColumn, auditSortColumnSchema } from "../../../src-shared/contract/audit.ts";
import { usualOrder } from "../../../src-shared/model/auditOrder.ts";

const letters = ["A to Z", "Z to A"] as const;
const amounts = ["smallest first", "largest first"] as const;

/** What the two ways of each column are called. */
const ways: Readonly<Record<AuditSortColumn, readonly [rising: string, falling: string]>> = {
  time: ["oldest first", "newest first"],
  verdict: ["refused first", "refused last"],
  session: letters,
  method: letters,
  request: letters,
  status: ["lowest first", "highest first"],
  rule: letters,
  took: ["shortest first", "longest first"],
  size: amounts,
  tokens: ["fewest first", "most first"],
  cost: amounts,
  credential: letters,
};

export const sortColumns: readonly AuditSortColumn[] = auditSortColumnSchema.options;

/** A press on a column: its usual way, then the other, then back to the newest first, which is no order of a column. */
export function orderAfter(before: AuditOrder | null, by: AuditSortColumn): AuditOrder | null {
  const usual = usualOrder(by);
  if (before?.by !== by) return usual;
  // The other way of time is the newest first.
  if (before.descending !== usual.descending || by === "time") return null;
  return { by, descending: !usual.descending };
}

/** `longest first`. */
export const wayOf = (order: AuditOrder | null): string =>
  order === null ? ways.time[1] : ways[order.by][order.descending ? 1 : 0];

/** `by took, longest first`; time needs no name. */
export const orderWords = (order: AuditOrder | null): string =>
  order === null || order.by === "time" ? wayOf(order) : `by ${order.by}, ${wayOf(order)}`;

export const ariaSort = (order: AuditOrder | null, column: string): "ascending" | "descending" | undefined => {
  const { by, descending } = order ?? { by: "time", descending: true };
  if (by !== column) return undefined;
  return descending ? "descending" : "ascending";
};
