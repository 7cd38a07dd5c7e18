import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type RefObject, useEffect } from "react";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { clock, cost, duration, exactTime, tokens, traffic } from "../../format/formats.ts";
import { Outside } from "../../ui/Outside.tsx";
import { need, recordAt, rowCount, seqAt, useAuditList } from "./auditList.ts";
import { RecordIcon, statusColour } from "./RecordIcon.tsx";

const rowHeight = 26;
/** Browsers forget how to scroll beyond some ten million pixels: a longer list is scrolled in larger steps. */
const maxPixels = 8_000_000;

const wideGrid = "grid-cols-[92px_18px_136px_44px_minmax(0,1fr)_40px_160px_60px_66px_58px_60px]";
const narrowGrid = "grid-cols-[92px_18px_136px_44px_minmax(0,1fr)_40px_60px]";
const wideHeads = ["Time", "", "Session", "", "Request", "Status", "Rule", "Took", "Size", "Tokens", "Cost"];
const narrowHeads = ["Time", "", "Session", "", "Request", "Status", "Took"];
const rightAligned = new Set(["Status", "Took", "Size", "Tokens", "Cost"]);

export interface AuditRowsProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly wide: boolean;
  readonly focusedRow: number;
  readonly onFocus: (row: number) => void;
  readonly onOpen: (row: number) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  /** Hears whether the newest record is in sight. */
  readonly onAtNewest: (atNewest: boolean) => void;
  readonly scrollTo: RefObject<((row: number) => void) | null>;
}

/** A window on the rows: only what is seen is drawn and read. */
export function AuditRows(props: AuditRowsProps) {
  const { scroller, wide, focusedRow } = props;
  const list = useAuditList();
  const rows = rowCount(list);
  const size = Math.min(rowHeight, maxPixels / Math.max(1, rows));
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: Math.ceil(8 * (rowHeight / size)),
  });
  props.scrollTo.current = (row) => virtual.scrollToIndex(row, { align: "auto" });
  const offset = virtual.scrollOffset ?? 0;
  const shown =
    size === rowHeight
      ? virtual.getVirtualItems().map(({ index, start }) => ({ index, start }))
      : stacked(offset, rows, scroller.current?.clientHeight ?? 800);
  const from = shown[0]?.index ?? 0;
  const to = shown.at(-1)?.index ?? 0;
  const { matches, shownTo } = list;
  useEffect(() => {
    // Other matches, or a newer end, make other rows of the same numbers.
    if (matches !== null || shownTo > 0) void need(from, to);
  }, [from, to, matches, shownTo]);

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Requests, newest first"
      aria-rowcount={rows + 1}
      tabIndex={0}
      data-row-list
      onKeyDown={props.onKeyDown}
      onScroll={(event) => props.onAtNewest(event.currentTarget.scrollTop < rowHeight)}
      className="min-h-0 flex-1 overflow-auto"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={clsx(
          "sticky top-0 z-10 grid h-7 items-center border-b border-line bg-surface px-4 text-label text-text3",
          wide ? wideGrid : narrowGrid,
        )}
      >
        {(wide ? wideHeads : narrowHeads).map((head, at) => (
          <span
            key={head || `icon ${at}`}
            role="columnheader"
            className={clsx("pr-2", rightAligned.has(head) && "text-right")}
          >
            {head || <span className="sr-only">{at === 1 ? "Verdict" : "Method"}</span>}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: Math.min(maxPixels, rows * rowHeight), position: "relative" }}>
        {shown.map(({ index, start }) => (
          <Row
            key={index}
            row={index}
            top={start}
            seq={seqAt(list, index)}
            record={recordAt(list, index)}
            wide={wide}
            focused={index === focusedRow}
            onFocus={() => props.onFocus(index)}
            onOpen={() => props.onOpen(index)}
          />
        ))}
      </div>
    </div>
  );
}

/**
 * Rows of a list that is too long for one pixel a row height: those in sight, stacked at full height from the scroll
 * position; the very last ones are reached at the very end.
 */
function stacked(offset: number, rows: number, height: number): { index: number; start: number }[] {
  const inSight = Math.floor((height - 28) / rowHeight);
  const end = Math.max(1, maxPixels - height + 28);
  const first = Math.round(Math.min(1, offset / end) * Math.max(0, rows - inSight));
  const length = Math.min(inSight + 2, rows - first);
  const start = Math.min(offset, maxPixels - length * rowHeight);
  return Array.from({ length }, (_, at) => ({ index: first + at, start: start + at * rowHeight }));
}

function Row(props: {
  readonly row: number;
  readonly top: number;
  readonly seq: number;
  readonly record: AuditRecord | null;
  readonly wide: boolean;
  readonly focused: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}) {
  const { row, top, seq, record, wide, focused } = props;
  const cell = "truncate pr-2";
  const number = `${cell} text-right`;
  const usage = record?.usage ?? null;
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      aria-selected={focused}
      data-seq={seq}
      data-focused={focused || undefined}
      tabIndex={-1}
      onClick={() => {
        props.onFocus();
        props.onOpen();
      }}
      onKeyDown={() => {}}
      style={{ position: "absolute", top, left: 0, right: 0, height: rowHeight }}
      className={clsx(
        "grid items-center px-4 font-mono text-log",
        wide ? wideGrid : narrowGrid,
        focused
          ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent"
          : "row-hover",
      )}
    >
      {record === null ? (
        <span role="gridcell" className="col-span-full text-text3">
          #{seq}
        </span>
      ) : (
        <>
          <span role="gridcell" className={`${cell} text-text3`} title={exactTime(record.timestamp)}>
            {clock(record.timestamp)}
          </span>
          <span role="gridcell">
            <RecordIcon record={record} />
          </span>
          <span role="gridcell" className={`${cell} text-text2`}>
            {record.session_name ?? "–"}
          </span>
          <span role="gridcell" className={`${cell} text-text2`}>
            {record.method ?? "–"}
          </span>
          <span role="gridcell" className={cell} title={`${record.host ?? ""}${record.path ?? ""}`}>
            <Outside text={record.host} />
            <span className="text-text2">
              <Outside text={record.path ?? ""} />
            </span>
            {record.count > 1 && <span className="text-text3"> ×{record.count}</span>}
          </span>
          <span role="gridcell" className={`${number} ${statusColour(record)}`}>
            {record.response_code ?? "–"}
          </span>
          {wide && (
            <span role="gridcell" className={`${cell} text-text3`}>
              <Outside text={record.rule} />
            </span>
          )}
          <span role="gridcell" className={`${number} text-text3`}>
            {duration(record.duration_ms)}
          </span>
          {wide && (
            <>
              <span role="gridcell" className={`${number} text-text3`}>
                {traffic(record.response_bytes)}
              </span>
              <span role="gridcell" className={`${number} text-text3`}>
                {usage ? tokens(usage.input_tokens + usage.output_tokens) : "–"}
              </span>
              <span role="gridcell" className={`${number} text-text3`}>
                {cost(record.cost_usd)}
              </span>
            </>
          )}
        </>
      )}
    </div>
  );
}
