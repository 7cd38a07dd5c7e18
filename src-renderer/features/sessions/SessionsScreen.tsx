import { Plus, Search } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { useNow } from "../../state/clock.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, sessionAddress, setSearch, useRoute } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Key } from "../../ui/Key.tsx";
import { isPressed, runKey } from "../../ui/keyboard.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { FirstRun } from "./FirstRun.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import { columns, SessionRow } from "./SessionRow.tsx";
import { SummaryLine } from "./SummaryLine.tsx";
import { actionsFor } from "./sessionActions.ts";
import { runAction } from "./sessionMenu.ts";
import { type Group, groupNames, groupOf, groups, inOrder, matchesText } from "./sessionOrder.ts";
import { useSteadyOrder } from "./useSteadyOrder.ts";

type Segment = "all" | Group | "archived";
const segments: readonly Segment[] = ["all", ...groups, "archived"];
const heads = [
  "State",
  "Session",
  "Agent",
  "Workspace",
  "Access",
  "Up",
  "Req",
  "Refused",
  "Tokens",
  "Cost",
  "CPU",
  "Memory",
];

export function SessionsScreen() {
  const { search } = useRoute();
  const segment = (segments.find((one) => one === search.get("state")) ?? "all") as Segment;
  const text = search.get("q") ?? "";
  const all = useSessions(({ sessions }) => sessions);
  const since = useSessions((state) => state.since);
  const totals = useStatus((state) => state.totals);
  const stats = useStatus((state) => state.stats);
  const showKeys = usePreferences((preferences) => preferences.showKeys);
  const now = useNow();
  const [focusedId, setFocused] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);

  const listed = useMemo(() => [...(all?.values() ?? [])].filter(({ state }) => state !== "archived"), [all]);
  const wanted = useMemo(() => {
    const pool =
      segment === "archived" ? [...(all?.values() ?? [])].filter(({ state }) => state === "archived") : listed;
    return inOrder(
      pool.filter(
        (session) =>
          (segment === "all" || segment === "archived" || groupOf(session) === segment) && matchesText(session, text),
      ),
      since,
    );
  }, [all, listed, segment, text, since]);
  const { rows, touched, waiting, apply } = useSteadyOrder(wanted);

  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === focusedId),
  );
  const focused = rows[at] ?? null;
  const chosen = rows.filter(({ id }) => selected.has(id));
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    setSelected(next);
  };
  const move = (by: number, extend = false): void => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!next) return;
    if (extend && focused) setSelected(new Set([...selected, focused.id, next.id]));
    setFocused(next.id);
    list.current?.querySelector(`[data-session="${next.name}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const act = (...ids: string[]): void => {
    const action = focused && actionsFor(focused).find(({ id }) => ids.includes(id));
    if (focused && action) runAction(action, focused);
  };
  const nextWaiting = (): void => {
    const next =
      rows.slice(at + 1).find((session) => groupOf(session) === "needs") ??
      rows.find((session) => groupOf(session) === "needs");
    if (next) setFocused(next.id);
  };
  const keys: Record<string, () => void> = {
    J: () => move(1),
    ArrowDown: () => move(1),
    K: () => move(-1),
    ArrowUp: () => move(-1),
    Home: () => move(-rows.length),
    End: () => move(rows.length),
    "Shift+J": () => move(1, true),
    "Shift+K": () => move(-1, true),
    "]": nextWaiting,
    Enter: () => focused && go(sessionAddress(focused.name)),
    S: () => act("start", "stop"),
    "Shift+S": () => act("restart"),
    A: () => act("archive", "unarchive"),
    X: () => focused && toggle(focused.id, !selected.has(focused.id)),
    "Mod+A": () => setSelected(new Set(rows.map(({ id }) => id))),
    ".": () => focused && setMenu(focused.id),
    Delete: () => focused && useDialogs.setState({ deleting: chosen.length > 0 ? chosen : [focused] }),
    "Shift+R": () => focused && go(`/audit?q=${encodeURIComponent(`session:${focused.name}`)}`),
    N: () => setSearch("new", ""),
    "/": () => filter.current?.focus(),
    Escape: () => (selected.size > 0 ? setSelected(new Set()) : setSearch("q", null, { replace: true })),
    ...Object.fromEntries(
      segments.map((one, number) => [String(number + 1), () => setSearch("state", one === "all" ? null : one)]),
    ),
  };

  if (all === null) return <Loading />;
  return (
    <div className="flex h-full min-h-0 flex-col" onPointerMove={touched}>
      <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line px-4">
        <h1 className="text-title font-semibold">Sessions</h1>
        <Segments listed={listed} segment={segment} hasArchived={listed.length < all.size} />
        <label className="ml-auto flex h-7 w-56 items-center gap-2 rounded-control border border-control bg-bg px-2">
          <Search size={13} aria-hidden className="text-text3" />
          <input
            ref={filter}
            data-field
            value={text}
            placeholder="Filter"
            aria-label="Filter sessions"
            onChange={(event) => setSearch("q", event.target.value || null, { replace: true })}
            onKeyDown={(event) => {
              if (isPressed(event, "Escape") || isPressed(event, "Enter")) list.current?.focus();
            }}
            className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-text3"
          />
          <Key keys="/" />
        </label>
        <Button kind="primary" keys="N" onClick={() => setSearch("new", "")}>
          <Plus size={14} aria-hidden />
          New session
        </Button>
      </header>
      <SummaryLine sessions={listed} />
      {chosen.length > 0 && <SelectionBar sessions={chosen} onClear={() => setSelected(new Set())} />}
      {listed.length === 0 && segment === "all" && text === "" ? (
        <FirstRun hasArchived={all.size > 0} />
      ) : (
        <div
          ref={list}
          role="grid"
          aria-label="Sessions"
          aria-rowcount={rows.length + 1}
          aria-multiselectable
          tabIndex={0}
          data-row-list
          onKeyDown={(event) => {
            touched();
            if (event.target === list.current || !(event.target instanceof HTMLInputElement)) runKey(event, keys);
          }}
          className="min-h-0 flex-1 overflow-auto"
        >
          <div className="min-w-[1080px]">
            <div
              role="row"
              aria-rowindex={1}
              className={`${columns} sticky top-0 z-10 h-7 border-b border-line bg-surface text-label text-text3`}
            >
              <span role="columnheader">
                <span className="sr-only">Selected</span>
              </span>
              {heads.map((head, column) => (
                <span key={head} role="columnheader" className={column > 4 ? "pr-3 text-right" : undefined}>
                  {head}
                </span>
              ))}
              <span role="columnheader">
                <span className="sr-only">Actions</span>
              </span>
            </div>
            {rows.map((session, row) => (
              <SessionRow
                key={session.id}
                session={session}
                rowIndex={row + 2}
                now={now}
                since={since.get(session.id) ?? null}
                totals={totals.get(session.id) ?? null}
                stats={stats.get(session.id) ?? null}
                focused={row === at}
                selected={selected.has(session.id)}
                menuOpen={menu === session.id}
                onMenu={(open) => setMenu(open ? session.id : null)}
                onSelect={(on) => toggle(session.id, on)}
                onFocus={() => setFocused(session.id)}
              />
            ))}
          </div>
          {rows.length === 0 && (
            <Empty title={text ? `No session matches “${text}”.` : `No session is ${segment}.`}>
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
          className="absolute bottom-12 left-1/2 rounded-control border border-line bg-raised px-3 py-1 text-small shadow-floating"
        >
          {waiting} changed order · apply
        </button>
      )}
      {showKeys && rows.length > 0 && <KeyLine />}
    </div>
  );
}

function Segments(props: {
  readonly listed: readonly Session[];
  readonly segment: Segment;
  readonly hasArchived: boolean;
}) {
  const shown = props.hasArchived ? segments : segments.slice(0, -1);
  const name = (one: Segment): string => (one === "all" ? "All" : one === "archived" ? "Archived" : groupNames[one]);
  return (
    <div role="group" aria-label="State" className="flex rounded-control border border-line bg-bg p-0.5 text-small">
      {shown.map((one) => {
        const number =
          one === "all" ? props.listed.length : props.listed.filter((session) => groupOf(session) === one).length;
        return (
          <button
            key={one}
            type="button"
            aria-pressed={props.segment === one}
            onClick={() => setSearch("state", one === "all" ? null : one)}
            className={`h-6 rounded-tag px-2 ${props.segment === one ? "bg-active text-text" : "text-text2 hover:text-text"}`}
          >
            {name(one)} {one !== "archived" && <span className="text-text3">{number}</span>}
          </button>
        );
      })}
    </div>
  );
}

const keyLine: readonly [string, string][] = [
  ["Enter", "terminal"],
  ["N", "new"],
  ["S", "start/stop"],
  [".", "actions"],
  ["X", "select"],
  ["Shift+R", "requests"],
  ["Delete", "delete"],
  ["/", "filter"],
  ["?", "all keys"],
];

function KeyLine() {
  return (
    <div className="flex h-7 shrink-0 items-center gap-3 overflow-hidden border-t border-line px-4 text-label text-text3">
      {keyLine.map(([keys, what]) => (
        <span key={keys} className="flex items-center gap-1 whitespace-nowrap">
          <Key keys={keys} />
          {what}
        </span>
      ))}
    </div>
  );
}
