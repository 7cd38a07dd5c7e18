import { useCallback, useMemo, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, sessionAddress, setSearch, useRoute } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { KeyLine } from "../../ui/KeyLine.tsx";
import { runKey } from "../../ui/keyboard.ts";
import { cloneIntoDraft } from "../create/cloneIntoDraft.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { FirstRun } from "./FirstRun.tsx";
import { grouped, groupKey } from "./grouping.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { SessionCards } from "./SessionCards.tsx";
import { type RowActs, rowId } from "./SessionRow.tsx";
import { SessionsHeader, segments } from "./SessionsHeader.tsx";
import { SessionTable } from "./SessionTable.tsx";
import { SummaryLine } from "./SummaryLine.tsx";
import { actionsFor } from "./sessionActions.ts";
import { runAction } from "./sessionMenu.ts";
import { groupOf, inOrder, matchesText } from "./sessionOrder.ts";
import { useSteadyOrder } from "./useSteadyOrder.ts";

const keyLine: readonly (readonly [string, string])[] = [
  ["J K", "move"],
  ["Enter", "terminal"],
  ["Space", "peek"],
  ["R", "reply"],
  ["S", "start/stop"],
  [".", "actions"],
  ["X", "select"],
  ["]", "next that needs you"],
  ["?", "all keys"],
];

export function SessionsScreen() {
  const { search } = useRoute();
  const segment = segments.find((one) => one === search.get("state")) ?? "all";
  const text = search.get("q") ?? "";
  const all = useSessions(({ sessions }) => sessions);
  const since = useSessions((state) => state.since);
  const { groupBy, sessionsView: view, showKeys } = usePreferences();
  const [focusedId, setFocused] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<string | null>(null);
  const [peek, setPeek] = useState<{ id: string; kind: "peek" | "reply" } | null>(null);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);

  const everything = useMemo(() => [...(all?.values() ?? [])], [all]);
  const listed = useMemo(() => everything.filter(({ state }) => state !== "archived"), [everything]);
  const wanted = useMemo(() => {
    const pool = segment === "archived" ? everything.filter(({ state }) => state === "archived") : listed;
    const isWanted = (session: Session): boolean =>
      segment === "all" || segment === "archived" || groupOf(session) === segment;
    return inOrder(
      pool.filter((session) => isWanted(session) && matchesText(session, text)),
      since,
    );
  }, [everything, listed, segment, text, since]);
  const { rows, shownKey, touched, waiting, apply } = useSteadyOrder(wanted, (session) => groupKey(session, groupBy));
  const groups = grouped(rows, groupBy, shownKey);
  const visible = groups.flatMap(({ key, sessions }) => (view === "list" && collapsed.has(key) ? [] : sessions));

  const at = Math.max(
    0,
    visible.findIndex(({ id }) => id === focusedId),
  );
  const focused = visible[at] ?? null;
  const chosen = rows.filter(({ id }) => selected.has(id));
  const select = useCallback((ids: readonly string[], on: boolean): void => {
    setSelected((before) => {
      const next = new Set(before);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  const acts: RowActs = useMemo(
    () => ({
      open: ({ name }) => go(sessionAddress(name)),
      focus: ({ id }) => setFocused(id),
      select: ({ id }, on) => select([id], on),
      menu: ({ id }, open) => {
        setMenu(open ? id : null);
        if (!open) list.current?.focus();
      },
      peek: ({ id }, kind) => {
        setPeek(kind && { id, kind });
        if (kind !== "reply") list.current?.focus();
      },
    }),
    [select],
  );
  const focus = (session: Session | undefined): void => {
    if (!session) return;
    setFocused(session.id);
    setPeek((before) => before && { id: session.id, kind: "peek" });
    document.getElementById(rowId(session))?.scrollIntoView({ block: "nearest" });
  };
  const move = (by: number, extend = false): void => {
    const next = visible[Math.min(visible.length - 1, Math.max(0, at + by))];
    if (extend && focused && next) select([focused.id, next.id], true);
    focus(next);
  };
  const act = (...ids: string[]): void => {
    const action = focused && actionsFor(focused).find(({ id }) => ids.includes(id));
    if (focused && action) runAction(action, focused);
  };
  const needsYou = (session: Session): boolean => groupOf(session) === "needs";
  const canReply = focused?.state === "running" && focused.mode === "interactive";
  const keys: Record<string, () => void> = {
    J: () => move(1),
    ArrowDown: () => move(1),
    K: () => move(-1),
    ArrowUp: () => move(-1),
    Home: () => move(-visible.length),
    End: () => move(visible.length),
    "Shift+J": () => move(1, true),
    "Shift+K": () => move(-1, true),
    "]": () => focus(visible.slice(at + 1).find(needsYou) ?? visible.find(needsYou)),
    Enter: () => focused && acts.open(focused),
    Space: () => focused && setPeek(peek?.id === focused.id ? null : { id: focused.id, kind: "peek" }),
    R: () => focused && canReply && setPeek({ id: focused.id, kind: "reply" }),
    S: () => act("start", "stop"),
    "Shift+S": () => act("restart"),
    A: () => act("archive", "unarchive"),
    C: () => focused && cloneIntoDraft(focused),
    X: () => focused && select([focused.id], !selected.has(focused.id)),
    "Mod+A": () =>
      select(
        visible.map(({ id }) => id),
        true,
      ),
    ".": () => focused && setMenu(focused.id),
    Delete: () => focused && useDialogs.setState({ deleting: chosen.length > 0 ? chosen : [focused] }),
    "Shift+R": () => focused && go(`/audit?q=${encodeURIComponent(`session:${focused.name}`)}`),
    N: () => setSearch("new", ""),
    "/": () => filter.current?.focus(),
    Escape: () => {
      if (peek) setPeek(null);
      else if (selected.size > 0) setSelected(new Set());
      else setSearch("q", null, { replace: true });
    },
    ...Object.fromEntries(
      segments.map((one, number) => [String(number + 1), () => setSearch("state", one === "all" ? null : one)]),
    ),
  };
  const listProps = { groups, focusedId: focused?.id ?? null, selected, menu, peek, act: acts };

  return (
    <div className="flex h-full min-h-0 flex-col" onPointerMove={touched}>
      <SessionsHeader
        sessions={everything}
        segment={segment}
        text={text}
        filter={filter}
        onLeaveFilter={() => list.current?.focus()}
      />
      <SummaryLine sessions={listed} />
      {chosen.length > 0 && <SelectionBar sessions={chosen} onClear={() => setSelected(new Set())} />}
      {all === null ? (
        <Loading />
      ) : listed.length === 0 && segment === "all" && text === "" ? (
        <FirstRun hasArchived={all.size > 0} />
      ) : (
        <div
          ref={(element) => {
            // The list is where keys work: it has the focus when the screen opens and nothing else has it.
            if (element && !list.current && document.activeElement === document.body) element.focus();
            list.current = element;
          }}
          role="grid"
          aria-label="Sessions"
          aria-rowcount={rows.length + 1}
          aria-multiselectable
          {...(focused ? { "aria-activedescendant": rowId(focused) } : {})}
          tabIndex={0}
          data-row-list
          onKeyDown={(event) => {
            touched();
            const isTyped = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
            const isButton = event.target instanceof HTMLButtonElement && /^( |Enter)$/.test(event.key);
            if (!isTyped && !isButton && usePreferences.getState().singleKeys) runKey(event, keys);
          }}
          className="min-h-0 flex-1 overflow-auto"
        >
          {view === "cards" ? (
            <SessionCards {...listProps} />
          ) : (
            <SessionTable
              {...listProps}
              collapsed={collapsed}
              onCollapse={(key) => setCollapsed((before) => toggled(before, key))}
              onSelectAll={(on) =>
                select(
                  rows.map(({ id }) => id),
                  on,
                )
              }
            />
          )}
          {rows.length === 0 && (
            <Empty title={text ? `No session matches “${text}”.` : "No session is in this state."}>
              <Button onClick={() => go("/sessions")} keys="Escape">
                Clear filter
              </Button>
            </Empty>
          )}
        </div>
      )}
      {waiting > 0 && (
        <button
          type="button"
          onClick={apply}
          className="absolute bottom-12 left-1/2 -translate-x-1/2 rounded-control border border-line bg-raised px-3 py-1 text-small shadow-floating"
        >
          {waiting} changed order · apply
        </button>
      )}
      {showKeys && rows.length > 0 && <KeyLine keys={keyLine} />}
    </div>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
