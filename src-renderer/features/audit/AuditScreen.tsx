import { Ban, Eraser, KeyRound, Link2, Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useConnection } from "../../connection/connection.ts";
import { clock, count, exactTime } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import type { CommandIn } from "../../keys/keymap.ts";
import { useOffered } from "../../keys/offered.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, setSearch, useRoute } from "../../state/route.ts";
import { Bar, Empty, Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { AuditRows } from "./AuditRows.tsx";
import { follow, followNewest, search } from "./auditList.ts";
import { readQuery, toWhere } from "./auditQuery.ts";
import { recordAt, useRecordsVersion } from "./auditRecords.ts";
import { rowCount, seqAt, useAuditList } from "./auditState.ts";
import { exportAudit } from "./exportAudit.ts";
import { Histogram, type SeqRange } from "./Histogram.tsx";
import { IndexingBar } from "./IndexingBar.tsx";
import { QueryField } from "./QueryField.tsx";
import { copyRecord, copyRule, RecordDetail } from "./RecordDetail.tsx";
import { SavedFilters } from "./SavedFilters.tsx";
import { VerifyDialog } from "./VerifyDialog.tsx";

const quickTerms = [
  ["injected:true", "injected", KeyRound, "text-inject"],
  ["decision:deny", "refused", Ban, "text-danger"],
  ["scrubbed:>0", "scrubbed", Eraser, "text-warn"],
] as const;

/** Find any request; prove that nothing was altered. */
export default function AuditScreen() {
  const { search: params } = useRoute();
  const query = params.get("q") ?? "";
  const where = toWhere(query);
  const online = useConnection((state) => state.client);
  const list = useAuditList();
  const histogram = usePreferences((preferences) => preferences.histogram);
  const [row, setRow] = useState(0);
  const [detail, setDetail] = useState(false);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const scrollTo = useRef<((row: number) => void) | null>(null);

  useEffect(() => followNewest(), []);
  useEffect(() => {
    if (online) void search(where);
    setRow(0);
    scroller.current?.scrollTo({ top: 0 });
  }, [where, online]);

  const rows = rowCount(list);
  const behind = list.newestSeq - list.shownTo;
  const setQuery = (next: string): void => setSearch("q", next || null);
  const addTerm = (term: string): void => setQuery([...readQuery(query).map(({ text }) => text), term].join(" "));
  const rangeTerms = readQuery(query).filter(({ field }) => field === "seq");
  const setRange = (range: SeqRange | null): void => {
    const others = readQuery(query).filter(({ field }) => field !== "seq");
    const bounds = range ? [`seq:>=${range.from}`, ...(range.to < list.newestSeq ? [`seq:<=${range.to}`] : [])] : [];
    setQuery([...others.map(({ text }) => text), ...bounds].join(" "));
  };
  /** Half of the time that is shown, the newer one; or all of it again. */
  const zoom = (closer: boolean): void => {
    if (!closer) {
      setRange(null);
      return;
    }
    const oldest = rows > 0 ? seqAt(list, rows - 1) : list.firstSeq;
    const newest = rows > 0 ? seqAt(list, 0) : list.newestSeq;
    setRange({ from: Math.ceil((oldest + newest) / 2), to: newest });
  };
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(rows - 1, row + by));
    setRow(next);
    scrollTo.current?.(next);
  };
  const pause = (): void => {
    setPausedAt(Date.now());
    follow(false);
  };
  const resume = (): void => {
    setPausedAt(null);
    follow(true);
    setRow(0);
    scroller.current?.scrollTo({ top: 0 });
  };
  const toPrevious = (): void => {
    if (list.matches === null) move(1);
    else setQuery(`seq:${seqAt(list, row) - 1}`);
  };
  const copy = (): void => {
    const record = recordAt(list, row);
    if (record) copyRecord(record);
  };
  const writeRule = (): void => {
    const record = recordAt(list, row);
    if (record) copyRule(record);
  };
  const keys: Record<CommandIn<"audit"> | "app.back", () => void> = {
    "audit.down": () => move(1),
    "audit.up": () => move(-1),
    "audit.newest": () => move(-rows),
    "audit.oldest": () => (list.following ? move(rows) : resume()),
    "audit.detail": () => setDetail(true),
    "app.back": () => {
      if (detail) setDetail(false);
      else if (rangeTerms.length > 0) setRange(null);
      else setQuery("");
    },
    "audit.follow": () => (list.following ? pause() : resume()),
    "audit.verify": () => setSearch("verify", ""),
    "audit.export": () => void exportAudit("jsonl", where),
    "audit.copy": copy,
    "audit.rule": writeRule,
    "audit.previous": toPrevious,
    "audit.zoomOut": () => zoom(false),
    "audit.zoomIn": () => zoom(true),
    "audit.filter": () => input.current?.focus(),
  };

  useOffered({
    "audit.filter": keys["audit.filter"],
    "audit.follow": keys["audit.follow"],
    "audit.zoomIn": keys["audit.zoomIn"],
    "audit.zoomOut": keys["audit.zoomOut"],
    "audit.newest": keys["audit.newest"],
    "audit.oldest": keys["audit.oldest"],
    ...(rows > 0 ? { "audit.detail": keys["audit.detail"], "audit.copy": copy, "audit.rule": writeRule } : {}),
    ...(rows > 0 ? { "audit.previous": toPrevious } : {}),
  });

  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="pr-1 text-title font-semibold">Audit</h1>
        <QueryField query={query} onQuery={setQuery} input={input} onLeave={() => scroller.current?.focus()} />
        <SavedFilters query={query} onQuery={setQuery} />
        <Button keys="audit.verify" onClick={() => setSearch("verify", "")}>
          <Link2 size={13} aria-hidden />
          Verify
        </Button>
        <Menu
          trigger={<Button>Export</Button>}
          items={[
            {
              name: "As JSONL",
              keys: "audit.export",
              note: "The records as they are in the log.",
              run: () => void exportAudit("jsonl", where),
            },
            {
              name: "As HAR",
              note: "For network tools; no header values, no bodies.",
              run: () => void exportAudit("har", where),
            },
          ]}
        />
      </header>
      {histogram && list.timeline.length > 0 && (
        <Histogram timeline={list.timeline} matches={list.matches} onRange={setRange} />
      )}
      <div className="flex h-8 shrink-0 items-center gap-3 overflow-x-auto whitespace-nowrap border-b border-line px-4 text-small text-text2 [scrollbar-width:none]">
        <button
          type="button"
          aria-pressed={list.following}
          onClick={list.following ? pause : resume}
          className="hit flex items-center gap-1 hover:text-text"
        >
          {list.following ? <Pause size={12} aria-hidden /> : <Play size={12} aria-hidden />}
          {list.following ? "Following" : "Held"}
        </button>
        <span role="status">
          {count(rows)} of {count(list.newestSeq === 0 ? 0 : list.newestSeq - list.firstSeq + 1)} records
          {list.searching && "…"}
          {list.tookMs !== null && <span className="text-text3"> · {Math.round(list.tookMs)} ms</span>}
        </span>
        {quickTerms.map(([term, name, Icon, tone]) => (
          <button
            key={term}
            type="button"
            title={`Adds ${term} to the filter`}
            className="hit flex items-center gap-1.5 hover:text-text hover:underline"
            onClick={() => addTerm(term)}
          >
            <Icon size={13} aria-hidden className={tone} />
            {name}
          </button>
        ))}
        {rangeTerms.length > 0 && (
          <button type="button" className="hit text-accent hover:underline" onClick={() => setRange(null)}>
            Clear range
          </button>
        )}
        <button
          type="button"
          aria-pressed={histogram}
          className="hit ml-auto hover:text-text"
          onClick={() => usePreferences.setState({ histogram: !histogram })}
        >
          {histogram ? "Hide chart" : "Show chart"}
        </button>
        {list.timeline[0] && <span className="text-text3">since {exactTime(list.timeline[0].at).slice(0, -7)}</span>}
      </div>
      {!list.following && behind > 0 && (
        <Bar
          tone="warn"
          action={
            <Button small keys="audit.oldest" onClick={resume}>
              Resume
            </Button>
          }
        >
          {pausedAt === null ? "Held while you read" : `Paused by you at ${clock(pausedAt).slice(0, 8)}`},{" "}
          {count(behind)} since.
        </Bar>
      )}
      <IndexingBar />
      {list.error && <Failure error={list.error} onRetry={() => void search(where)} />}
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          {rows > 0 ? (
            <AuditRows
              scroller={scroller}
              scrollTo={scrollTo}
              wide={!detail}
              focusedRow={row}
              onFocus={setRow}
              onOpen={() => setDetail(true)}
              onKeyDown={(event) =>
                runCommand(event, keys) || runKey(event, { PageDown: () => move(20), PageUp: () => move(-20) })
              }
              onAtNewest={(atNewest) => {
                if (pausedAt === null && atNewest !== list.following) follow(atNewest);
              }}
            />
          ) : list.loaded ? (
            <Nothing filtered={where !== undefined} total={list.newestSeq} onClear={() => go("/audit")} />
          ) : (
            <Loading />
          )}
        </div>
        {detail && (
          <Detail
            row={row}
            onClose={() => setDetail(false)}
            onPrevious={seqAt(list, row) > list.firstSeq ? toPrevious : null}
          />
        )}
      </div>
      {params.has("verify") && (
        <VerifyDialog onClose={() => setSearch("verify", null)} onShow={(seq) => setQuery(`seq:${seq}`)} />
      )}
    </div>
  );
}

/** Apart from the screen, so that records that come draw no more than their rows and this. */
function Detail(props: {
  readonly row: number;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | null;
}) {
  const list = useAuditList();
  useRecordsVersion();
  const record = recordAt(list, props.row);
  if (!record) return null;
  return (
    <aside
      aria-label="Request"
      data-region="panel"
      className="w-[400px] shrink-0 overflow-auto border-l border-line bg-surface max-[1100px]:absolute max-[1100px]:inset-y-0 max-[1100px]:right-0 max-[1100px]:z-20 max-[1100px]:w-[60%] max-[1100px]:shadow-floating min-[1600px]:w-[480px]"
    >
      <RecordDetail record={record} onClose={props.onClose} onPrevious={props.onPrevious} />
    </aside>
  );
}

function Nothing(props: { readonly filtered: boolean; readonly total: number; readonly onClear: () => void }) {
  if (!props.filtered || props.total === 0) {
    return <Empty title="No request so far.">The first one appears here as it happens.</Empty>;
  }
  return (
    <Empty title={`${count(props.total)} records, none match.`}>
      <Button keys="Escape" onClick={props.onClear}>
        Clear filter
      </Button>
    </Empty>
  );
}
