import { Ellipsis } from "lucide-react";
import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { IconButton } from "../../ui/Button.tsx";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { rowSentence } from "./sentence.ts";
import { sessionMenu } from "./sessionMenu.ts";

/* What a session has in common as a row and as a card. */

/** What a row asks of its list; the same object for all rows, so that a row that did not change is not drawn again. */
export interface RowActs {
  readonly open: (session: Session) => void;
  readonly focus: (session: Session) => void;
  readonly select: (session: Session, selected: boolean) => void;
  readonly menu: (session: Session, open: boolean) => void;
  readonly peek: (session: Session, kind: "peek" | "reply" | null) => void;
}

export interface RowFacts {
  readonly session: Session;
  readonly since: number | null;
  readonly now: number;
  readonly totals: AuditTotals | null;
  readonly focused: boolean;
  readonly selected: boolean;
  readonly act: RowActs;
}

export const rowId = ({ id }: Pick<Session, "id">): string => `session-${id}`;

/** A click opens it, the other button shows what can be done with it. The keys are the list's. */
export function rowAttributes({ session, since, now, totals, focused, selected, act }: RowFacts) {
  return {
    id: rowId(session),
    tabIndex: -1,
    "aria-selected": selected,
    "aria-label": rowSentence(session, since, now, totals),
    "data-session": session.name,
    "data-focused": focused || undefined,
    onClick: () => act.open(session),
    onKeyDown: () => {},
    onMouseDown: () => act.focus(session),
    onContextMenu: (event: React.MouseEvent) => {
      event.preventDefault();
      act.focus(session);
      act.menu(session, true);
    },
  } as const;
}

export function SelectBox(props: Pick<RowFacts, "session" | "selected" | "act" | "focused">) {
  const { session, selected, act, focused } = props;
  return (
    <CheckBox
      aria-label={`Select ${session.name}`}
      tabIndex={focused ? 0 : -1}
      checked={selected}
      onChange={(event) => act.select(session, event.target.checked)}
    />
  );
}

export function ActionsMenu(props: Pick<RowFacts, "session" | "act" | "focused"> & { readonly open: boolean }) {
  const { session, act, open, focused } = props;
  return (
    <Menu
      open={open}
      onOpenChange={(opens) => act.menu(session, opens)}
      items={sessionMenu(session)}
      trigger={
        <IconButton label={`Actions of ${session.name}`} keys="sessions.actions" tabIndex={focused ? 0 : -1}>
          <Ellipsis size={14} aria-hidden />
        </IconButton>
      }
    />
  );
}
