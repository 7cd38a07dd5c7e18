import { create } from "zustand";
import type { TimelineBucket } from "../../../src-shared/contract/audit.ts";
import { type AuditView, wholeLog } from "./auditView.ts";

export interface AuditList {
  readonly view: AuditView;
  /** Record numbers of the matches, newest first; null while everything is shown. */
  readonly matches: Uint32Array | null;
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
  matches: null,
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
export function rowCount({ matches, shownTo, firstSeq }: AuditList): number {
  return matches === null ? Math.max(0, shownTo - firstSeq + 1) : matches.length;
}

/** The record's number in a row; row 0 is the newest. */
export function seqAt({ matches, shownTo }: AuditList, row: number): number {
  return matches === null ? shownTo - row : (matches[row] ?? 0);
}

/** The row of a record, or of the one that would stand in its place. */
export function rowOf(list: AuditList, seq: number): number {
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
