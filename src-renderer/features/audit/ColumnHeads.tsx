import { clsx } from "clsx";
import { type RefObject, useId, useState } from "react";
import type { AuditOrder, AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import { usePreferences } from "../../state/preferences.ts";
import { type AuditColumn, type ColumnWidths, gridOf, growsToTheLeft, widthOf } from "./auditColumns.ts";
import { ariaSort } from "./auditOrder.ts";
import { ColumnEdge } from "./ColumnEdge.tsx";
import { SortHead } from "./SortHead.tsx";

/** The grid of the rows, as variables of what holds them: a width that changes draws no row anew. */
export function gridVariables(shown: readonly AuditColumn[], chosen: ColumnWidths): Record<string, string> {
  const { template, least } = gridOf(shown, chosen);
  return { "--audit-columns": template, "--audit-least": `${least}px` };
}

/** Names of the columns, by which a held list is sorted, with the edges by which they are sized. */
export function ColumnHeads(props: {
  readonly shown: readonly AuditColumn[];
  readonly holder: RefObject<HTMLElement | null>;
  readonly order: AuditOrder | null;
  readonly onSort: ((column: AuditSortColumn) => void) | null;
}) {
  const { shown, holder, order, onSort } = props;
  const chosen = usePreferences((preferences) => preferences.auditColumns);
  const sized = shown.filter(({ width, isFixed }) => width !== null && !isFixed);
  /** The edge that Tab comes to: one for all of them, so that the way past the list stays short. */
  const [stop, setStop] = useState(sized[0]?.id);
  const current = sized.some(({ id }) => id === stop) ? stop : sized[0]?.id;
  /** The same for the names. */
  const [name, setName] = useState<string>("time");
  const named = shown.some(({ id }) => id === name) ? name : "time";
  const help = useId();

  const draw = (widths: ColumnWidths): void => {
    for (const [name, value] of Object.entries(gridVariables(shown, widths))) {
      holder.current?.style.setProperty(name, value);
    }
  };
  const keep = ({ id }: AuditColumn, width: number | null): void => {
    const { [id]: _, ...others } = chosen;
    usePreferences.setState({ auditColumns: width === null ? others : { ...others, [id]: width } });
  };
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 grid h-7 min-w-(--audit-least) grid-cols-(--audit-columns) items-center bg-surface px-4 text-label text-text3"
    >
      {shown.map((column) => (
        <span
          key={column.id}
          role="columnheader"
          aria-label={column.name}
          aria-sort={ariaSort(order, column.id)}
          className={clsx("relative flex h-full items-center pr-2", column.isNumber && "justify-end")}
        >
          {onSort ? (
            <SortHead
              column={column}
              order={order}
              isStop={column.id === named}
              onFocus={() => setName(column.id)}
              onSort={() => onSort(column.id)}
            />
          ) : (
            <span className={column.unnamed ? "sr-only" : "truncate"}>{column.name}</span>
          )}
          {sized.includes(column) && (
            <ColumnEdge
              name={column.name}
              width={widthOf(column, chosen)}
              toTheLeft={growsToTheLeft(shown, column)}
              isStop={column.id === current}
              describedBy={help}
              onDraw={(width) => draw({ ...chosen, [column.id]: width })}
              onKeep={(width) => keep(column, width)}
              onFocus={() => setStop(column.id)}
            />
          )}
        </span>
      ))}
      <span id={help} hidden>
        Left and right change the width, up and down go to another column, Enter gives the usual width.
      </span>
    </div>
  );
}
