import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type RefObject, useCallback, useEffect, useRef } from "react";
import type { AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import { usePreferences } from "../../state/preferences.ts";
import { useWidth } from "../../ui/useWidth.ts";
import { AuditRow, dayOf, rowHeight } from "./AuditRow.tsx";
import { columnsOf, extentFor } from "./auditColumns.ts";
import { orderWords } from "./auditOrder.ts";
import { need, recordAt, useRecordsVersion } from "./auditRecords.ts";
import { type AuditList, rowCount, seqAt, useAuditList } from "./auditState.ts";
import { ColumnHeads, gridVariables } from "./ColumnHeads.tsx";

/** Browsers forget how to scroll beyond some ten million pixels: a longer list is scrolled in larger steps. */
const maxPixels = 8_000_000;

/** The names of the columns, and the day of the first row in sight. */
const headHeight = 48;

export interface AuditRowsProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly besideRecord: boolean;
  readonly focusedRow: number;
  readonly onFocus: (row: number) => void;
  readonly onOpen: (row: number) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  /** Hears whether the newest record is in sight. */
  readonly onAtNewest: (atNewest: boolean) => void;
  /** Null while the list follows: then it is by time. */
  readonly onSort: ((column: AuditSortColumn) => void) | null;
  readonly scrollTo: RefObject<((row: number) => void) | null>;
}

/** A window on the rows: only what is seen is drawn and read. */
export function AuditRows(props: AuditRowsProps) {
  const { scroller, focusedRow } = props;
  // Of what is in sight: columns may be wider.
  const [measure, width] = useWidth<HTMLDivElement>();
  const holder = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      measure(element);
    },
    [scroller, measure],
  );
  // Not known before the first frame, in which most have room.
  const extent = extentFor(width || Number.POSITIVE_INFINITY, props.besideRecord);
  const columns = columnsOf[extent];
  const chosen = usePreferences((preferences) => preferences.auditColumns);
  const list = useAuditList();
  // Records that come are drawn; which they are is looked up row by row.
  useRecordsVersion();
  const rows = rowCount(list);
  const size = Math.min(rowHeight, maxPixels / Math.max(1, rows));
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: Math.ceil(4 * (rowHeight / size)),
    // Drawn with the frame that scrolls, not once for each event before it.
    useFlushSync: false,
  });
  props.scrollTo.current = (row) => virtual.scrollToIndex(row, { align: "auto" });
  const items = virtual.getVirtualItems();
  const shown: Shown =
    size === rowHeight
      ? { first: items[0]?.index ?? 0, length: items.length, top: items[0]?.start ?? 0 }
      : stacked(virtual.scrollOffset ?? 0, rows, scroller.current?.clientHeight ?? 800);
  const { first, length } = shown;
  const { matches, shownTo, sorted } = list;
  /** Neighbours are of other days. */
  const dated = sorted !== null && sorted.order.by !== "time";
  const topDay = dayOf(recordAt(list, first)) ?? dayOf(recordAt(list, first + 1));
  useEffect(() => {
    // Other matches, or a newer end, make other rows of the same numbers.
    if ((matches !== null || sorted !== null || shownTo > 0) && length > 0) need(first, first + length - 1);
  }, [first, length, matches, shownTo, sorted]);
  const pick = useRef({ focus: props.onFocus, open: props.onOpen });
  pick.current = { focus: props.onFocus, open: props.onOpen };
  const onPick = useCallback((row: number) => {
    pick.current.focus(row);
    pick.current.open(row);
  }, []);

  return (
    <div
      ref={holder}
      role="grid"
      aria-label={`Requests, ${orderWords(list.order)}`}
      aria-rowcount={rows + 1}
      tabIndex={0}
      data-row-list
      onKeyDown={props.onKeyDown}
      onScroll={(event) => props.onAtNewest(event.currentTarget.scrollTop < rowHeight)}
      style={gridVariables(columns, chosen) as CSSProperties}
      className="min-h-0 flex-1 overflow-auto"
    >
      <ColumnHeads shown={columns} holder={scroller} order={list.order} onSort={props.onSort} />
      <div
        aria-hidden
        className="sticky top-7 z-10 h-5 min-w-(--audit-least) border-b border-line bg-surface px-4 text-label text-text2"
      >
        <span className="sticky left-4">
          {dated ? `Sorted ${orderWords(sorted.order)}; what has no value is last` : topDay}
        </span>
      </div>
      <div
        role="rowgroup"
        className="relative min-w-(--audit-least)"
        style={{ height: Math.min(maxPixels, rows * rowHeight) }}
      >
        <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${shown.top}px)` }}>
          {Array.from({ length }, (_, at) => first + at).map((row) => (
            // A row that goes at one end comes back at the other with other text: nothing is made or thrown away.
            <AuditRow
              key={row % length}
              row={row}
              seq={seqAt(list, row)}
              record={recordAt(list, row)}
              extent={extent}
              focused={row === focusedRow}
              dated={dated}
              day={row === 0 || dated ? null : newDay(list, row)}
              onPick={onPick}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The day of a row, where the row above is of another. */
function newDay(list: AuditList, row: number): string | null {
  const own = dayOf(recordAt(list, row));
  const above = dayOf(recordAt(list, row - 1));
  return own !== null && above !== null && own !== above ? own : null;
}

/** Rows that are drawn, one under the other, from a place in the list's height. */
interface Shown {
  readonly first: number;
  readonly length: number;
  readonly top: number;
}

/**
 * Rows of a list that is too long for one pixel a row height: those in sight, stacked at full height from the scroll
 * position; the very last ones are reached at the very end.
 */
function stacked(offset: number, rows: number, height: number): Shown {
  const inSight = Math.floor((height - headHeight) / rowHeight);
  const end = Math.max(1, maxPixels - height + headHeight);
  const first = Math.round(Math.min(1, offset / end) * Math.max(0, rows - inSight));
  const length = Math.min(inSight + 2, rows - first);
  return { first, length, top: Math.min(offset, maxPixels - length * rowHeight) };
}
