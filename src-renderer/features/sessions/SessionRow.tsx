import { clsx } from "clsx";
import { Ellipsis } from "lucide-react";
import { memo } from "react";
import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import type { StatsHistory } from "../../state/status.ts";
import { IconButton } from "../../ui/Button.tsx";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { Menu } from "../../ui/Menu.tsx";
import type { Column } from "./columns.ts";
import { NextStep } from "./NextStep.tsx";
import { Peek } from "./Peek.tsx";
import { SessionCell } from "./SessionCell.tsx";
import { rowSentence } from "./sentence.ts";
import { sessionMenu } from "./sessionMenu.ts";

export interface SessionRowProps {
  readonly session: Session;
  readonly columns: readonly Column[];
  readonly template: string;
  readonly rowIndex: number;
  readonly since: number | null;
  readonly now: number;
  readonly totals: AuditTotals | null;
  readonly stats: StatsHistory | null;
  readonly focused: boolean;
  readonly selected: boolean;
  readonly menuOpen: boolean;
  readonly peek: "peek" | "reply" | null;
  readonly act: RowActs;
}

/** What a row asks of its list; the same object for all rows, so that a row that did not change is not drawn again. */
export interface RowActs {
  readonly open: (session: Session) => void;
  readonly focus: (session: Session) => void;
  readonly select: (session: Session, selected: boolean) => void;
  readonly menu: (session: Session, open: boolean) => void;
  readonly peek: (session: Session, kind: "peek" | "reply" | null) => void;
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { session, columns, since, now, totals, stats, focused, selected, act } = props;
  return (
    <>
      <div
        id={rowId(session)}
        role="row"
        tabIndex={-1}
        aria-rowindex={props.rowIndex}
        aria-selected={selected}
        aria-label={rowSentence(session, since, now, totals)}
        data-session={session.name}
        data-focused={focused || undefined}
        onClick={() => act.open(session)}
        onKeyDown={() => {}}
        onMouseDown={() => act.focus(session)}
        style={{ gridTemplateColumns: props.template }}
        className={clsx(
          "relative grid h-[33px] items-center",
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
          <CheckBox
            aria-label={`Select ${session.name}`}
            tabIndex={-1}
            checked={selected}
            onChange={(event) => act.select(session, event.target.checked)}
          />
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
          />
        ))}
        <span
          role="gridcell"
          className="flex justify-center"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          <Menu
            open={props.menuOpen}
            onOpenChange={(open) => act.menu(session, open)}
            items={sessionMenu(session)}
            trigger={
              <IconButton label={`Actions of ${session.name}`} keys="sessions.actions" tabIndex={-1}>
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            }
          />
        </span>
      </div>
      <NextStep session={session} focused={focused} onReply={() => act.peek(session, "reply")} />
      {props.peek && (
        <Peek session={session} replies={props.peek === "reply"} onClose={() => act.peek(session, null)} />
      )}
    </>
  );
});

export const rowId = ({ id }: Pick<Session, "id">): string => `session-${id}`;
