import { type RefObject, useEffect, useRef, useState } from "react";
import type { AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import { useConnection } from "../../connection/connection.ts";
import { count } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import type { CommandIn } from "../../keys/keymap.ts";
import { useOffered } from "../../keys/offered.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, setHash, setSearch, setSearches, useRoute } from "../../state/route.ts";
import { Empty, Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { AuditHead } from "./AuditHead.tsx";
import { AuditRows } from "./AuditRows.tsx";
import { follow, followNewest, search } from "./auditList.ts";
import { orderAfter } from "./auditOrder.ts";
import { readQuery, toWhere } from "./auditQuery.ts";
import { recordOf } from "./auditRecords.ts";
import { sortBy } from "./auditSort.ts";
import { type AuditList, rowCount, rowOf, seqAt, useAuditList } from "./auditState.ts";
import { closer, filterOf, further, isWhole, keyOf, type Part, readView } from "./auditView.ts";
import { exportAudit } from "./exportAudit.ts";
import { Histogram } from "./Histogram.tsx";
import { IndexingBar } from "./IndexingBar.tsx";
import { InFlightStrip } from "./InFlightStrip.tsx";
import { PausedBar } from "./PausedBar.tsx";
import { copyRecord } from "./RecordDetail.tsx";
import { RecordPane } from "./RecordPane.tsx";
import { ResultLine } from "./ResultLine.tsx";
import { TimelineTable } from "./TimelineTable.tsx";
import { spanOf } from "./timelinePart.ts";
import { VerifyDialog } from "./VerifyDialog.tsx";
import { WriteRuleDialog } from "./WriteRuleDialog.tsx";

/** Find any request; prove that nothing was altered. */
export default function AuditScreen() {
  const { search: params, hash } = useRoute();
  const view = readView(params);
  const { query } = view;
  const key = keyOf(view);
  const online = useConnection((state) => state.client);
  const list = useAuditList();
  const histogram = usePreferences((preferences) => preferences.histogram);
  const [asTable, setAsTable] = useState(false);
  /** By its number: rows that come at the top do not move it. Null is the newest, whichever that is. */
  const [focused, setFocused] = useState<number | null>(null);
  const shown = /^\d{1,15}$/.test(hash) ? Number(hash) : null;
  const [writing, setWriting] = useState<number | null>(null);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [sorting, setSorting] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const scrollTo = useRef<((row: number) => void) | null>(null);

  useEffect(() => followNewest(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: views with one key are the same view
  useEffect(() => {
    // Other requests are looked at from their newest end, which is followed unless a person paused it.
    if (pausedAt === null) {
      sortBy(null);
      useAuditList.setState({ following: true });
    }
    if (online) void search(view);
    setFocused(null);
    scroller.current?.scrollTo({ top: 0 });
  }, [key, online]);
  useShown(shown, list, scrollTo, setFocused);

  const rows = rowCount(list);
  const row = focused === null ? 0 : rowOf(list, focused);
  const behind = list.newestSeq - list.shownTo;
  const setQuery = (next: string): void => setSearch("q", next || null);
  const addTerm = (term: string): void => {
    const terms = readQuery(query).map(({ text }) => text);
    if (!terms.includes(term)) setQuery([...terms, term].join(" "));
  };
  const span = spanOf(list.timeline);
  const part = view.from === null && view.to === null ? null : partOfView(view.from, view.to, span);
  const setPart = (next: Part | null): void => {
    const end = next && next.to < span.to ? new Date(next.to).toISOString() : null;
    setSearches({ from: next ? new Date(next.from).toISOString() : null, to: end });
  };
  const focus = (next: number): void => {
    const seq = seqAt(list, next);
    // Where an order has come to is not known yet.
    if (seq === 0) return;
    setFocused(seq);
    if (shown !== null) setHash(String(seq));
  };
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(rows - 1, row + by));
    focus(next);
    scrollTo.current?.(next);
  };
  const setFollowing = (following: boolean): void => {
    setPausedAt(following ? null : Date.now());
    follow(following);
    if (!following) return;
    setFocused(null);
    // The heads of the columns are buttons no more.
    if (scroller.current?.contains(document.activeElement)) scroller.current.focus();
    scroller.current?.scrollTo({ top: 0 });
  };
  /** A list that was only scrolled away from its newest end would follow again at the top. */
  const sort = (column: AuditSortColumn): void => {
    if (pausedAt === null) setPausedAt(Date.now());
    sortBy(orderAfter(list.order, column));
    scroller.current?.scrollTo({ top: 0 });
  };
  const current = shown ?? (rows > 0 ? seqAt(list, row) : null);
  const toPrevious = (): void => {
    if (current !== null && current > list.firstSeq) setHash(String(current - 1));
  };
  const copy = (): void => {
    const record = current === null ? null : recordOf(current);
    if (record) copyRecord(record);
  };
  const keys: Record<CommandIn<"audit"> | "app.back", () => void> = {
    "audit.down": () => move(1),
    "audit.up": () => move(-1),
    "audit.newest": () => move(-rows),
    "audit.oldest": () => (list.following || list.order ? move(rows) : setFollowing(true)),
    "audit.detail": () => setHash(current === null ? null : String(current)),
    "app.back": () => {
      if (shown !== null) setHash(null);
      else if (part) setPart(null);
      else setQuery("");
    },
    "audit.follow": () => setFollowing(!list.following),
    "audit.sort": () => setSorting(!list.following),
    "audit.verify": () => setSearch("verify", ""),
    "audit.export": () => void exportAudit("jsonl", filterOf(view)),
    "audit.copy": copy,
    "audit.rule": () => setWriting(current),
    "audit.previous": toPrevious,
    "audit.zoomOut": () => setPart(part && further(part, span)),
    "audit.zoomIn": () => setPart(closer(part ?? span)),
    "audit.filter": () => input.current?.focus(),
  };
  useOffered({
    "audit.filter": keys["audit.filter"],
    "audit.follow": keys["audit.follow"],
    "audit.zoomIn": keys["audit.zoomIn"],
    "audit.zoomOut": keys["audit.zoomOut"],
    "audit.newest": keys["audit.newest"],
    "audit.oldest": keys["audit.oldest"],
    ...(list.following ? {} : { "audit.sort": keys["audit.sort"] }),
    ...(rows > 0
      ? {
          "audit.detail": keys["audit.detail"],
          "audit.copy": copy,
          "audit.rule": keys["audit.rule"],
          "audit.previous": toPrevious,
        }
      : {}),
  });
  const writingRecord = writing === null ? null : recordOf(writing);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <AuditHead view={view} input={input} onQuery={setQuery} onLeave={() => scroller.current?.focus()} />
      {histogram && list.timeline.length > 0 && !asTable && (
        <Histogram
          timeline={list.timeline}
          matches={toWhere(query) === undefined ? null : list.matches}
          part={part}
          onPart={setPart}
        />
      )}
      {histogram && asTable && <TimelineTable timeline={list.timeline} onPart={setPart} />}
      <ResultLine
        onFollow={setFollowing}
        onTerm={addTerm}
        onClearPart={() => setPart(null)}
        asTable={asTable}
        onTable={setAsTable}
        orderMenu={{ open: sorting, onOpen: setSorting, onSort: sort }}
      />
      {pausedAt !== null && (
        <PausedBar at={pausedAt} behind={behind} order={list.order} onResume={() => setFollowing(true)} />
      )}
      <InFlightStrip />
      <IndexingBar />
      {list.error && <Failure error={list.error} onRetry={() => void search(view)} />}
      <div className="relative flex min-h-0 flex-1">
        <div className="relative flex min-w-0 flex-1 flex-col">
          {rows > 0 ? (
            <AuditRows
              scroller={scroller}
              scrollTo={scrollTo}
              besideRecord={shown !== null}
              focusedRow={row}
              onFocus={(at) => setFocused(seqAt(list, at) || null)}
              onOpen={(at) => setHash(String(seqAt(list, at) || null))}
              onKeyDown={(event) =>
                runCommand(event, keys) || runKey(event, { PageDown: () => move(20), PageUp: () => move(-20) })
              }
              onSort={list.following ? null : sort}
              onAtNewest={(atNewest) => {
                if (pausedAt === null && atNewest !== list.following) follow(atNewest);
              }}
            />
          ) : (
            <div
              role="region"
              aria-label="No requests"
              data-row-list="plain"
              tabIndex={0}
              onKeyDown={(event) => runCommand(event, keys)}
              className="min-h-0 flex-1"
            >
              {list.loaded ? (
                <Nothing filtered={!isWhole(view)} list={list} onClear={() => go("/audit")} />
              ) : (
                <Loading />
              )}
            </div>
          )}
          {rows > 0 && !list.following && pausedAt === null && behind > 0 && (
            <button
              type="button"
              onClick={() => setFollowing(true)}
              className="absolute left-1/2 top-14 z-20 -translate-x-1/2 rounded-control border border-line bg-raised px-3 py-1 text-small text-accent shadow-floating"
            >
              {count(behind)} new · jump (End)
            </button>
          )}
        </div>
        {shown !== null && (
          <RecordPane
            seq={shown}
            onClose={() => {
              setHash(null);
              scroller.current?.focus();
            }}
            onStep={rows > 1 ? move : null}
            onPrevious={shown > list.firstSeq ? () => setHash(String(shown - 1)) : null}
            onWriteRule={() => setWriting(shown)}
          />
        )}
      </div>
      {params.has("verify") && (
        <VerifyDialog
          onClose={() => setSearch("verify", null)}
          onShow={(seq) => go(`/audit#${seq}`, { replace: true })}
        />
      )}
      {writingRecord && <WriteRuleDialog record={writingRecord} onClose={() => setWriting(null)} />}
    </div>
  );
}

function partOfView(from: string | null, to: string | null, span: Part): Part {
  return { from: from === null ? span.from : Date.parse(from), to: to === null ? span.to : Date.parse(to) };
}

/** Brings the record that the address names into sight, once there is a list to look in. */
function useShown(
  shown: number | null,
  list: AuditList,
  scrollTo: RefObject<((row: number) => void) | null>,
  setFocused: (seq: number) => void,
): void {
  const isReady = list.loaded && !list.searching && rowCount(list) > 0;
  const latest = useRef(list);
  latest.current = list;
  useEffect(() => {
    if (shown === null || !isReady) return;
    setFocused(shown);
    const at = rowOf(latest.current, shown);
    if (seqAt(latest.current, at) === shown) scrollTo.current?.(at);
  }, [shown, isReady, scrollTo, setFocused]);
}

function Nothing(props: { readonly filtered: boolean; readonly list: AuditList; readonly onClear: () => void }) {
  const { filtered, list, onClear } = props;
  if (!filtered || list.newestSeq === 0) {
    return <Empty title="No request so far.">The first one appears here as it happens.</Empty>;
  }
  return (
    <Empty title={`${count(list.newestSeq - list.firstSeq + 1)} records, none match.`}>
      <Button keys="Escape" onClick={onClear}>
        Clear filter
      </Button>
    </Empty>
  );
}
