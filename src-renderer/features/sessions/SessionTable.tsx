import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from "lucide-react";
import { useMemo } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { ariaKeys } from "../../keys/commands.ts";
import { useNow } from "../../state/clock.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { useWidth } from "../../ui/useWidth.ts";
import { type Column, columnsFor } from "./columns.ts";
import type { SessionGroup } from "./grouping.ts";
import type { RowActs } from "./rowParts.tsx";
import { SessionRow } from "./SessionRow.tsx";
import { type Sort, type SortColumn, sortAfter } from "./sorting.ts";

export interface SessionListProps {
  readonly groups: readonly SessionGroup[];
  readonly focusedId: string | null;
  readonly selected: ReadonlySet<string>;
  readonly menu: string | null;
  readonly peek: { readonly id: string; readonly kind: "peek" | "reply" } | null;
  readonly act: RowActs;
}

export interface SessionTableProps extends SessionListProps {
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly collapsed: ReadonlySet<string>;
  readonly onCollapse: (key: string) => void;
  readonly onSelectAll: (all: boolean) => void;
}

/** Sessions as rows, in groups that fold. The columns are those that fit. */
export function SessionTable(props: SessionTableProps) {
  const { groups, focusedId, selected, act, collapsed } = props;
  const now = useNow();
  const since = useSessions((state) => state.since);
  const totals = useStatus((state) => state.totals);
  const stats = useStatus((state) => state.stats);
  const [ref, width] = useWidth<HTMLDivElement>();
  const { columns, template } = useMemo(() => columnsFor(width), [width]);
  const all = groups.flatMap(({ sessions }) => sessions);
  let row = 1;
  return (
    <div ref={ref} role="presentation" className="min-w-[300px]">
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template }}
        className="sticky top-0 z-10 grid h-7 items-center border-b border-line bg-surface text-label text-text3"
      >
        <span role="columnheader" className="flex justify-center">
          <CheckBox
            aria-label="Select all sessions"
            aria-keyshortcuts={ariaKeys("sessions.selectAll")}
            checked={all.length > 0 && all.every(({ id }) => selected.has(id))}
            onChange={(event) => props.onSelectAll(event.target.checked)}
          />
        </span>
        {columns.map((column) => (
          <ColumnHead key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
        <span role="columnheader">
          <span className="sr-only">Actions</span>
        </span>
      </div>
      {groups.map((group) => {
        const isOpen = !collapsed.has(group.key);
        return (
          <div key={group.key} role="rowgroup" aria-label={`${group.name || "Sessions"}, ${group.sessions.length}`}>
            {group.name !== "" && (
              <GroupHead group={group} isOpen={isOpen} onFold={() => props.onCollapse(group.key)} />
            )}
            {isOpen &&
              group.sessions.map((session: Session) => (
                <SessionRow
                  key={session.id}
                  session={session}
                  columns={columns}
                  template={template}
                  rowIndex={++row}
                  now={now}
                  since={since.get(session.id) ?? null}
                  totals={totals.get(session.id) ?? null}
                  stats={stats.get(session.id) ?? null}
                  focused={session.id === focusedId}
                  selected={selected.has(session.id)}
                  menuOpen={props.menu === session.id}
                  peek={props.peek?.id === session.id ? props.peek.kind : null}
                  act={act}
                />
              ))}
          </div>
        );
      })}
    </div>
  );
}

/** A click puts the sessions in the order of the column; the header's menu does the same. */
function ColumnHead(props: { readonly column: Column; readonly sort: Sort; readonly onSort: (sort: Sort) => void }) {
  const { column, sort, onSort } = props;
  const { id, head, isNumber } = column;
  const isSorted = sort.column === id;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <span
      role="columnheader"
      className={isNumber ? "pr-3 text-right" : undefined}
      {...(isSorted ? { "aria-sort": sort.descending ? "descending" : "ascending" } : {})}
    >
      {id === "container" || id === "message" ? (
        head
      ) : (
        <button
          type="button"
          tabIndex={-1}
          data-for-mouse
          title={`Sort by ${head.toLowerCase()}`}
          onClick={() => onSort(sortAfter(sort, id satisfies SortColumn))}
          className="hit inline-flex h-6 items-center gap-1 hover:text-text"
        >
          {head}
          {isSorted && id !== "state" && <Arrow size={11} aria-hidden />}
        </button>
      )}
    </span>
  );
}

function GroupHead(props: { readonly group: SessionGroup; readonly isOpen: boolean; readonly onFold: () => void }) {
  const { group, isOpen, onFold } = props;
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <div role="row" className="border-b border-line bg-bg">
      <span role="gridcell">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onFold}
          className="flex h-7 w-full items-center gap-2 px-[13px] text-left text-small font-medium"
        >
          <Icon size={13} aria-hidden className="text-text3" />
          <bdi>{group.name}</bdi>
          <span className="font-normal text-text3">{group.sessions.length}</span>
          {group.key === "needs" && group.sessions.length > 1 && (
            <span className="ml-auto font-normal text-text3">longest first</span>
          )}
        </button>
      </span>
    </div>
  );
}
