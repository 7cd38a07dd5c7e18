import { client } from "../../connection/connection.ts";
import { startFeed } from "../../connection/feed.ts";
import { keep } from "./auditRecords.ts";
import { sortBy } from "./auditSort.ts";
import { useAuditList } from "./auditState.ts";
import { addToTally, countMatches, stopTally } from "./auditTally.ts";
import { type AuditView, filterOf, isWhole, keyOf, spanStart } from "./auditView.ts";

const buckets = 120;
const showEveryMs = 200;

let searchNumber = 0;

/** Shows what matches; the first matches are there after a few milliseconds, the rest follow. */
export async function search(view: AuditView): Promise<void> {
  const number = ++searchNumber;
  const isCurrent = (): boolean => number === searchNumber;
  const startedAt = performance.now();
  stopTally();
  try {
    if (!isWhole(view)) {
      await showMatches(view, startedAt, isCurrent);
    } else {
      const { firstSeq, newestSeq, buckets: timeline } = await client().audit.timeline({ buckets });
      if (!isCurrent()) return;
      useAuditList.setState({
        view,
        filter: {},
        sorted: null,
        firstSeq,
        newestSeq,
        shownTo: newestSeq,
        timeline,
        error: null,
        matches: null,
        searching: false,
        loaded: true,
        tookMs: performance.now() - startedAt,
      });
    }
    if (!isCurrent()) return;
    void countMatches(view);
    // The order of a held list holds for what it is narrowed to.
    const { order } = useAuditList.getState();
    if (order !== null) sortBy(order);
  } catch (error) {
    if (isCurrent()) useAuditList.setState({ error: error as Error, searching: false, loaded: true });
  }
}

async function showMatches(view: AuditView, startedAt: number, isCurrent: () => boolean): Promise<void> {
  const filter = filterOf(view);
  const pieces: Uint32Array[] = [];
  let shownAt = Number.NEGATIVE_INFINITY;
  let tookMs: number | null = null;
  let bounds = { firstSeq: 1, newestSeq: 0 };
  const show = (searching: boolean): void => {
    shownAt = performance.now();
    tookMs ??= shownAt - startedAt;
    const { firstSeq, newestSeq } = bounds;
    const shownTo = newestSeq;
    const matches = join(pieces);
    useAuditList.setState({
      view,
      filter,
      sorted: null,
      firstSeq,
      newestSeq,
      shownTo,
      error: null,
      matches,
      searching,
      loaded: true,
      tookMs,
    });
  };
  /** After the first rows: the chart of all records can wait for those. */
  let isCharted = false;
  const found = client().audit.match(filter);
  for await (const { bytes, records, firstSeq, newestSeq } of found) {
    // Leaving the loop ends the search there too.
    if (!isCurrent()) return;
    bounds = { firstSeq, newestSeq };
    if (bytes.length > 0) pieces.push(new Uint32Array(bytes.slice().buffer));
    keep(records);
    // The first matches at once, the others as they come, a few times a second.
    if (pieces.length > 0 && performance.now() - shownAt > showEveryMs) show(true);
    if (!isCharted) void chart(view, isCurrent);
    isCharted = true;
  }
  if (isCurrent()) show(false);
}

async function chart(view: AuditView, isCurrent: () => boolean): Promise<void> {
  try {
    const now = Date.now();
    const start = spanStart(view, now);
    const span = start === null ? {} : { from: start, to: new Date(now).toISOString() };
    const { buckets: timeline } = await client().audit.timeline({ buckets, ...span });
    if (isCurrent()) useAuditList.setState({ timeline });
  } catch {
    // The search fails for the same reason, and says so.
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

/** Who follows sees the newest first. */
export function follow(following: boolean): void {
  if (following) sortBy(null);
  useAuditList.setState((list) => ({ following, shownTo: following ? list.newestSeq : list.shownTo }));
  if (following) void search(useAuditList.getState().view);
}

/** New records arrive at the top while the list follows; else they are counted. Returns what ends it. */
export function followNewest(): () => void {
  return startFeed({
    open: (connected) => connected.audit.watch({ tail: 0 }),
    onEvent: ({ records }) => {
      const newest = records.at(-1)?.seq ?? 0;
      keep(records);
      const { following, view } = useAuditList.getState();
      const isAll = isWhole(view);
      useAuditList.setState((list) => {
        if (!following || !isAll) return { newestSeq: Math.max(list.newestSeq, newest) };
        return { newestSeq: newest, shownTo: newest };
      });
      if (isAll) addToTally(records);
      // Which of them match is the core's to say.
      else if (following) searchSoon(view);
    },
  });
}

let isPlanned = false;

function searchSoon(view: AuditView): void {
  if (isPlanned) return;
  isPlanned = true;
  setTimeout(() => {
    isPlanned = false;
    const { following, view: now } = useAuditList.getState();
    if (following && keyOf(now) === keyOf(view)) void search(view);
  }, 500);
}
