import { create } from "zustand";
import type { TimelineBucket } from "../../../src-shared/contract/audit.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { client } from "../../connection/connection.ts";
import { startFeed } from "../../connection/feed.ts";

/** Rows that are read at once, and how many pages are kept. */
const pageRows = 200;
const keptPages = 30;
const buckets = 120;
const showEveryMs = 200;

export interface AuditList {
  readonly where: string | undefined;
  /** Record numbers of the matches, newest first; null while everything is shown. */
  readonly matches: Uint32Array | null;
  /** True while a search is still finding older matches. */
  readonly searching: boolean;
  readonly firstSeq: number;
  readonly newestSeq: number;
  /** The newest that is shown: smaller than `newestSeq` while the list is held. */
  readonly shownTo: number;
  readonly following: boolean;
  readonly pages: ReadonlyMap<number, readonly AuditRecord[]>;
  readonly timeline: readonly TimelineBucket[];
  readonly error: Error | null;
  readonly loaded: boolean;
  /** How long the last search took to its first rows, ms. */
  readonly tookMs: number | null;
}

const fresh: AuditList = {
  where: undefined,
  matches: null,
  searching: false,
  firstSeq: 1,
  newestSeq: 0,
  shownTo: 0,
  following: true,
  pages: new Map(),
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

export function recordAt(list: AuditList, row: number): AuditRecord | null {
  const seq = seqAt(list, row);
  return list.pages.get(pageOf(seq))?.find((record) => record.seq === seq) ?? null;
}

/** Pages are by record number, so that they stay true while rows move. */
const pageOf = (seq: number): number => Math.floor(seq / pageRows);

let searchNumber = 0;

/** Shows what matches; the first matches are there after a few milliseconds, the rest follow. */
export async function search(where: string | undefined): Promise<void> {
  const number = ++searchNumber;
  const isCurrent = (): boolean => number === searchNumber;
  const startedAt = performance.now();
  try {
    const { firstSeq, newestSeq, buckets: timeline } = await client().audit.timeline({ buckets });
    if (!isCurrent()) return;
    const base = { where, firstSeq, newestSeq, shownTo: newestSeq, timeline, error: null };
    if (where === undefined) {
      useAuditList.setState({
        ...base,
        matches: null,
        searching: false,
        loaded: true,
        tookMs: performance.now() - startedAt,
      });
      return;
    }
    const pieces: Uint32Array[] = [];
    let shownAt = Number.NEGATIVE_INFINITY;
    const show = (searching: boolean): void => {
      shownAt = performance.now();
      useAuditList.setState(({ tookMs }) => ({
        ...base,
        matches: join(pieces),
        searching,
        loaded: true,
        tookMs: pieces.length > 1 ? tookMs : shownAt - startedAt,
      }));
    };
    for await (const { bytes } of client().audit.match({ where })) {
      if (!isCurrent()) return;
      pieces.push(new Uint32Array(bytes.slice().buffer));
      // The first matches at once, the others as they come, a few times a second.
      if (performance.now() - shownAt > showEveryMs) show(true);
    }
    if (isCurrent()) show(false);
  } catch (error) {
    if (isCurrent()) useAuditList.setState({ error: error as Error, searching: false, loaded: true });
  }
}

function join(pieces: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function withRecords(pages: ReadonlyMap<number, readonly AuditRecord[]>, records: readonly AuditRecord[]) {
  const next = new Map(pages);
  for (const record of records) {
    const page = pageOf(record.seq);
    const known = next.get(page) ?? [];
    if (known.some(({ seq }) => seq === record.seq)) continue;
    // Set anew, so that the page counts as the youngest.
    next.delete(page);
    next.set(page, [...known, record]);
  }
  for (const page of next.keys()) {
    if (next.size <= keptPages) break;
    next.delete(page);
  }
  return next;
}

const asked = new Set<string>();

/** Reads the rows that are about to be seen and are not here. */
export async function need(fromRow: number, toRow: number): Promise<void> {
  const list = useAuditList.getState();
  const seqs: number[] = [];
  for (let row = fromRow; row <= toRow && row < rowCount(list); row++) {
    if (recordAt(list, row) === null) seqs.push(seqAt(list, row));
  }
  const key = `${seqs[0]} ${seqs.length}`;
  if (seqs.length === 0 || asked.has(key)) return;
  asked.add(key);
  try {
    const { records } = await client().audit.rows({ seqs: seqs.slice(0, 1000) });
    useAuditList.setState(({ pages }) => ({ pages: withRecords(pages, records) }));
  } catch {
    // The next scroll asks again.
  } finally {
    asked.delete(key);
  }
}

export function follow(following: boolean): void {
  useAuditList.setState((list) => ({ following, shownTo: following ? list.newestSeq : list.shownTo }));
  if (following) void search(useAuditList.getState().where);
}

/** New records arrive at the top while the list follows; else they are counted. Returns what ends it. */
export function followNewest(): () => void {
  return startFeed({
    open: (connected) => connected.audit.watch({ tail: 0 }),
    onEvent: ({ records }) => {
      const newest = records.at(-1)?.seq ?? 0;
      useAuditList.setState((list) => {
        const pages = withRecords(list.pages, records);
        if (!list.following || list.where !== undefined) return { pages, newestSeq: Math.max(list.newestSeq, newest) };
        return { pages, newestSeq: newest, shownTo: newest };
      });
      const { following, where } = useAuditList.getState();
      // Which of them match is the core's to say.
      if (following && where !== undefined) searchSoon(where);
    },
  });
}

let isPlanned = false;

function searchSoon(where: string): void {
  if (isPlanned) return;
  isPlanned = true;
  setTimeout(() => {
    isPlanned = false;
    const { following, where: now } = useAuditList.getState();
    if (following && now === where) void search(where);
  }, 500);
}
