import type { AuditOrder, AuditSortColumn } from "../contract/audit.ts";

/** Numbers begin with the largest; texts with A, the verdict with what was refused, time with the oldest. */
const numbers: ReadonlySet<AuditSortColumn> = new Set(["status", "took", "size", "tokens", "cost"]);

/** The way round in which a column is looked at first. */
export const usualOrder = (by: AuditSortColumn): AuditOrder => ({ by, descending: numbers.has(by) });
