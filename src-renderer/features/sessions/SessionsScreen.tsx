import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { runCommand } from "../../keys/commands.ts";
import type { CommandId, CommandIn } from "../../keys/keymap.ts";
import { useOffered } from "../../keys/offered.ts";
import { useDeleted } from "../../state/deleted.ts";
import { useFocusedSession } from "../../state/focusedSession.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, sessionAddress, setSearch, useRoute } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { KeyLine } from "../../ui/KeyLine.tsx";
import { CreationsBar } from "../create/CreationsBar.tsx";
import { cloneIntoDraft } from "../create/cloneIntoDraft.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { DeletedList } from "./DeletedList.tsx";
import { bringBack } from "./deletions.ts";
import { FirstRun } from "./FirstRun.tsx";
import { grouped, groupKey } from "./grouping.ts";
import { type RowActs, rowId } from "./rowParts.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import { SessionCards } from "./SessionCards.tsx";
import { type Segment, SessionsHeader, segments } from "./SessionsHeader.tsx";
import { SessionTable } from "./SessionTable.tsx";
import { SummaryLine } from "./SummaryLine.tsx";
import { actionsFor } from "./sessionActions.ts";
import { runAction } from "./sessionMenu.ts";
import { groupOf, inOrder, matchesText } from "./sessionOrder.ts";
import { readSort, type Sort, sorted, sortText } from "./sorting.ts";
import { useSteadyOrder } from "./useSteadyOrder.ts";

const keyLine: readonly (readonly [readonly CommandId[], string])[] = [
  [["sessions.down", "sessions.up"], "move"],
  [["sessions.open"], "terminal"],
  [["sessions.peek"], "peek"],
  [["sessions.reply"], "reply"],
  [["sessions.startStop"], "start/stop"],
  [["sessions.actions"], "actions"],
  [["sessions.select"], "select"],
  [["sessions.nextNeedsYou"], "next that needs you"],
  [["lists.help"], "all keys"],
];

const keysWithoutRows = ["sessions.new", "sessions.undo", "sessions.deleted"] as const;

export function SessionsScreen() {
  const { search } = useRoute();
  const segment = segments.find((one) => one === search.get("state")) ?? "all";
  const text = search.get("q") ?? "";
  const { deleted, last } = useDeleted();
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
  const sort = readSort(search.get("sort"));
  // The numbers that change all the time are looked at only where they decide.
  const facts = useStatus((state) => (sort.column === "state" ? null : state));
  const { rows, shownKey, touched, waiting, apply } = useSteadyOrder(
    facts ? sorted(wanted, sort, facts) : sort.descending ? wanted.toReversed() : wanted,
    (session) => groupKey(session, groupBy),
    [segment, text, groupBy, sort.column, sort.descending].join(" "),
  );
  const groups = grouped(rows, groupBy, shownKey);
  const visible = groups.flatMap(({ key, sessions }) => (view === "list" && collapsed.has(key) ? [] : sessions));

  const at = Math.max(
    0,
    visible.findIndex(({ id }) => id === focusedId),
  );
  const focused = visible[at] ?? null;
  const inFront = focused?.id ?? null;
  useEffect(() => {
    useFocusedSession.setState({ id: inFront });
    return () => useFocusedSession.setState({ id: null });
  }, [inFront]);
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
  // The list is where keys work: it has the focus when the screen opens and nothing else has it. The same function each
  // time, or it would take the focus between a dialog's end and what the dialog was opened from.
  const opened = useCallback((element: HTMLDivElement | null) => {
    if (element && !list.current && document.activeElement === document.body) element.focus();
    list.current = element;
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
    // What was in the order of Tab in the row before is so no longer.
    if (list.current?.contains(document.activeElement)) list.current.focus({ preventScroll: true });
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
  const show = (one: Segment): void => setSearch("state", one === "all" ? null : one);
  const keys: Record<CommandIn<"sessions"> | "app.back", () => void> = {
    "sessions.down": () => move(1),
    "sessions.up": () => move(-1),
    "sessions.first": () => move(-visible.length),
    "sessions.last": () => move(visible.length),
    "sessions.selectDown": () => move(1, true),
    "sessions.selectUp": () => move(-1, true),
    "sessions.nextNeedsYou": () => focus(visible.slice(at + 1).find(needsYou) ?? visible.find(needsYou)),
    "sessions.open": () => focused && acts.open(focused),
    "sessions.peek": () => focused && setPeek(peek?.id === focused.id ? null : { id: focused.id, kind: "peek" }),
    "sessions.reply": () => focused && canReply && setPeek({ id: focused.id, kind: "reply" }),
    "sessions.startStop": () => act("start", "stop"),
    "sessions.restart": () => act("restart"),
    "sessions.archive": () => act("archive", "unarchive"),
    "sessions.clone": () => focused && cloneIntoDraft(focused),
    "sessions.diff": () => focused?.repository && go(`${sessionAddress(focused.name)}?diff=`),
    "sessions.select": () => focused && select([focused.id], !selected.has(focused.id)),
    "sessions.selectAll": () =>
      select(
        visible.map(({ id }) => id),
        true,
      ),
    "sessions.actions": () => focused && setMenu(focused.id),
    "sessions.delete": () => focused && useDialogs.setState({ deleting: chosen.length > 0 ? chosen : [focused] }),
    "sessions.undo": () => last.length > 0 && void bringBack(last),
    "sessions.requests": () => focused && go(`/audit?q=${encodeURIComponent(`session:${focused.name}`)}`),
    "sessions.new": () => setSearch("new", ""),
    "sessions.filter": () => filter.current?.focus(),
    "app.back": () => {
      if (peek) setPeek(null);
      else if (selected.size > 0) setSelected(new Set());
      else setSearch("q", null, { replace: true });
    },
    "sessions.all": () => show("all"),
    "sessions.needs": () => show("needs"),
    "sessions.working": () => show("working"),
    "sessions.idle": () => show("idle"),
    "sessions.ended": () => show("ended"),
    "sessions.archived": () => show("archived"),
    "sessions.deleted": () => show("deleted"),
  };
  const { "sessions.filter": toFilter, "sessions.selectAll": selectAll, "sessions.peek": peekAt } = keys;
  useOffered({
    "sessions.filter": toFilter,
    "sessions.selectAll": selectAll,
    ...(focused ? { "sessions.peek": peekAt, "sessions.select": keys["sessions.select"] } : {}),
    ...(last.length > 0 ? { "sessions.undo": keys["sessions.undo"] } : {}),
    ...(canReply ? { "sessions.reply": keys["sessions.reply"] } : {}),
    ...Object.fromEntries(segments.map((one) => [`sessions.${one}`, () => show(one)])),
  });
  const sortBy = (to: Sort): void => setSearch("sort", sortText(to), { replace: true });
  const firstKeys = Object.fromEntries(keysWithoutRows.map((id) => [id, keys[id]]));
  const isFirstRun = all !== null && listed.length === 0 && segment === "all" && text === "";
  const listProps = { groups, focusedId: focused?.id ?? null, selected, menu, peek, act: acts };

  return (
    <div className="flex h-full min-h-0 flex-col" onPointerMove={touched}>
      <SessionsHeader
        sessions={everything}
        segment={segment}
        text={text}
        filter={filter}
        bare={isFirstRun && deleted.length === 0}
        sort={sort}
        onSort={sortBy}
        onLeaveFilter={() => list.current?.focus()}
      />
      {!isFirstRun && segment !== "deleted" && <SummaryLine sessions={listed} />}
      <CreationsBar />
      {chosen.length > 0 && <SelectionBar sessions={chosen} onClear={() => setSelected(new Set())} />}
      {all === null ? (
        <Loading />
      ) : segment === "deleted" ? (
        <DeletedList deleted={deleted} text={text} keys={keys} opened={opened} />
      ) : isFirstRun ? (
        <div
          role="region"
          aria-label="First steps"
          data-row-list="plain"
          tabIndex={0}
          onKeyDown={(event) => runCommand(event, firstKeys)}
          className="flex min-h-0 flex-1 flex-col overflow-auto"
        >
          <FirstRun hadSessions={all.size + deleted.length > 0} />
        </div>
      ) : (
        <div
          ref={opened}
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
            if (!isTyped && !isButton) runCommand(event, keys);
          }}
          className="min-h-0 flex-1 overflow-auto"
        >
          {view === "cards" ? (
            <SessionCards {...listProps} />
          ) : (
            <SessionTable
              {...listProps}
              sort={sort}
              onSort={sortBy}
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
            <div role="row">
              <div role="gridcell">
                <Empty title={text ? `No session matches “${text}”.` : "No session is in this state."}>
                  <Button onClick={() => go("/sessions")} keys="Escape">
                    Clear filter
                  </Button>
                </Empty>
              </div>
            </div>
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
