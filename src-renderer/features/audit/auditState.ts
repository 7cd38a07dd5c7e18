import { create } from "zustand";
import type { AuditOrder, TimelineBucket } from "../../../src-shared/contract/audit.ts";
import { type AuditFilter, type AuditView, wholeLog } from "./auditView.ts";

/** Numbers of all records of the list in the order of a column; 0 where that is not known yet. */
interface Sorted {
  readonly order: AuditOrder;
  readonly seqs: Uint32Array;
  readonly isDone: boolean;
}

export interface AuditList {
  readonly view: AuditView;
  /** What the core was asked for: a range that ends now was another a minute ago. */
  readonly filter: AuditFilter;
  /** Record numbers of the matches, newest first; null while everything is shown. */
  readonly matches: Uint32Array | null;
  /** The order that was asked for, of a list that is held; null is the newest first. */
  readonly order: AuditOrder | null;
  /** What is known of that order, or still of the one before it. */
  readonly sorted: Sorted | null;
  /** True while a search is still finding older matches. */
  readonly searching: boolean;
  readonly firstSeq: number;
  readonly newestSeq: number;
  /** The newest that is shown: smaller than `newestSeq` while the list is held. */
  readonly shownTo: number;
  readonly following: boolean;
  readonly timeline: readonly TimelineBucket[];
  readonly error: Error | null;
  readonly loaded: boolean;
  /** How long the last search took to its first rows, ms. */
  readonly tookMs: number | null;
}

const fresh: AuditList = {
  view: wholeLog,
  filter: {},
  matches: null,
  order: null,
  sorted: null,
  searching: false,
  firstSeq: 1,
  newestSeq: 0,
  shownTo: 0,
  following: true,
  timeline: [],
  error: null,
  loaded: false,
  tookMs: null,
};

export const useAuditList = create<AuditList>(() => fresh);

/** Rows that are there to be scrolled through. */
export function rowCount(list: AuditList): number {
  return list.sorted?.isDone ? list.sorted.seqs.length : timeRowCount(list);
}

/** Rows of the list by time. */
export function timeRowCount({
  matches,
  shownTo,
  firstSeq,
}: Pick<AuditList, "matches" | "shownTo" | "firstSeq">): number {
  return matches === null ? Math.max(0, shownTo - firstSeq + 1) : matches.length;
}

export const isSorting = ({ order, sorted }: AuditList): boolean =>
  order !== null && !(sorted?.order === order && sorted.isDone);

/** The record's number in a row; row 0 is the newest, or the first of an order. 0 where that is not known yet. */
export function seqAt({ sorted, matches, shownTo }: AuditList, row: number): number {
  if (sorted !== null) return sorted.seqs[row] ?? 0;
  return matches === null ? shownTo - row : (matches[row] ?? 0);
}

/** The row of a record, or of the one that would stand in its place; in an order that has it not, the first. */
export function rowOf(list: AuditList, seq: number): number {
  if (list.sorted !== null) return Math.max(0, list.sorted.seqs.indexOf(seq));
  const rows = rowCount(list);
  if (list.matches === null) return Math.max(0, Math.min(rows - 1, list.shownTo - seq));
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list.matches[middle] ?? 0) > seq) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, Math.min(rows - 1, low));
}
