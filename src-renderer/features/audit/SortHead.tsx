import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { AuditOrder } from "../../../src-shared/contract/audit.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import type { AuditColumn } from "./auditColumns.ts";
import { orderAfter, orderWords } from "./auditOrder.ts";

/** The name of a column of a held list: a press sorts by it, another turns that round, a third ends it. */
export function SortHead(props: {
  readonly column: AuditColumn;
  readonly order: AuditOrder | null;
  /** Tab comes to this one. */
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onSort: () => void;
}) {
  const { column, order, isStop, onFocus, onSort } = props;
  const isSorted = order?.by === column.id;
  const Arrow = order?.descending ? ArrowDown : ArrowUp;
  const next = `Sort ${orderWords(orderAfter(order, column.id))}`;
  return (
    <button
      type="button"
      data-head
      tabIndex={isStop ? 0 : -1}
      aria-label={`${column.name}: ${next.toLowerCase()}`}
      title={next}
      onFocus={onFocus}
      onClick={onSort}
      // The keys stay where they were: a mouse that sorts does not leave the list.
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={(event) =>
        runKey(event, {
          ArrowLeft: () => toNeighbour(event.currentTarget, -1),
          ArrowRight: () => toNeighbour(event.currentTarget, 1),
          Enter: onSort,
          Space: onSort,
        })
      }
      className={clsx(
        "flex h-6 min-w-6 items-center gap-1 rounded-tag hover:text-text focus-visible:-outline-offset-1",
        column.isNumber && "justify-end",
        isSorted && "text-text",
        // Wider than what it stands over, which is narrower than a finger.
        column.isFixed ? "-ml-1.5 w-6 shrink-0" : "w-full min-w-0",
      )}
    >
      <span className={column.unnamed ? "sr-only" : "truncate"}>{column.name}</span>
      {isSorted && <Arrow size={11} aria-hidden className="shrink-0" />}
    </button>
  );
}

function toNeighbour(head: HTMLElement, by: 1 | -1): void {
  const heads = [...(head.closest("[role=row]")?.querySelectorAll<HTMLElement>("[data-head]") ?? [])];
  heads[heads.indexOf(head) + by]?.focus();
}
