import { clsx } from "clsx";
import { memo } from "react";
import type { StatsHistory } from "../../state/status.ts";
import type { Column } from "./columns.ts";
import { NextStep } from "./NextStep.tsx";
import { Peek } from "./Peek.tsx";
import { ActionsMenu, type RowFacts, rowAttributes, SelectBox } from "./rowParts.tsx";
import { SessionCell } from "./SessionCell.tsx";

export interface SessionRowProps extends RowFacts {
  readonly columns: readonly Column[];
  readonly template: string;
  readonly rowIndex: number;
  readonly stats: StatsHistory | null;
  readonly menuOpen: boolean;
  readonly peek: "peek" | "reply" | null;
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { session, columns, since, now, totals, stats, focused, selected, act } = props;
  return (
    <>
      <div
        role="row"
        {...rowAttributes(props)}
        aria-rowindex={props.rowIndex}
        style={{ gridTemplateColumns: props.template }}
        className={clsx(
          "relative grid h-[calc(33px+var(--more-room))] items-center",
          selected || focused ? "bg-selected" : "row-hover",
          focused && "before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent",
        )}
      >
        <span
          role="gridcell"
          className="flex h-full items-center justify-center"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={() => {}}
        >
          <SelectBox session={session} selected={selected} act={act} focused={focused} />
        </span>
        {columns.map((column) => (
          <SessionCell
            key={column.id}
            column={column}
            session={session}
            since={since}
            now={now}
            totals={totals}
            stats={stats}
            focused={focused}
          />
        ))}
        <span
          role="gridcell"
          className="flex justify-center"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          <ActionsMenu session={session} act={act} focused={focused} open={props.menuOpen} />
        </span>
      </div>
      <NextStep session={session} focused={focused} onReply={() => act.peek(session, "reply")} />
      {props.peek && (
        <Peek session={session} replies={props.peek === "reply"} onClose={() => act.peek(session, null)} />
      )}
    </>
  );
});
