import {
  maxPanes,
  type PaneTree,
  paneOf,
  type Split,
  tabsIn,
  withoutPane,
  withReplaced,
  withSplit,
} from "./paneTree.ts";

export const tabKinds = ["agent", "shell", "log"] as const;

/** A terminal of a session: its agent's, a shell beside it, or its log. */
export interface Tab {
  readonly id: string;
  readonly kind: (typeof tabKinds)[number];
  /** Id of the session. */
  readonly session: string;
}

/** The open tabs, in the order of the bar, and how those that are shown share the screen. */
export interface Layout {
  readonly tabs: readonly Tab[];
  readonly active: string | null;
  readonly tree: PaneTree | null;
  /** Only the active pane is shown; the others keep their places. */
  readonly maximised: boolean;
}

export const emptyLayout: Layout = { tabs: [], active: null, tree: null, maximised: false };

export const agentTabId = (session: string): string => `agent-${session}`;

/** Puts a tab in front: where it is shown already, or in the place of the active one. */
export function withActive(layout: Layout, id: string): Layout {
  if (!layout.tabs.some((tab) => tab.id === id)) return layout;
  const { tree, active } = layout;
  if (tree === null || active === null) return { ...layout, active: id, tree: paneOf(id) };
  if (tabsIn(tree).includes(id)) return { ...layout, active: id };
  return { ...layout, active: id, tree: withReplaced(tree, active, id) };
}

/** A session's tabs come to the front: the active one if it is the session's, else its first, else its agent's anew. */
export function withSession(layout: Layout, session: string): Layout {
  const active = layout.tabs.find(({ id }) => id === layout.active);
  if (active?.session === session) return layout;
  const known = layout.tabs.find((tab) => tab.session === session);
  if (known) return withActive(layout, known.id);
  return withTab(layout, { id: agentTabId(session), kind: "agent", session });
}

/** A new tab in front; one that is there already comes to the front. */
export function withTab(layout: Layout, tab: Tab): Layout {
  const isKnown = layout.tabs.some(({ id }) => id === tab.id);
  return withActive(isKnown ? layout : { ...layout, tabs: [...layout.tabs, tab] }, tab.id);
}

/** A tab in a new pane beside the active one. The layout as it was when there is no room. */
export function withTabBeside(layout: Layout, tab: Tab, direction: Split["direction"], splitId: string): Layout {
  const { tree, active } = layout;
  if (tree === null || active === null) return withTab(layout, tab);
  if (tabsIn(tree).includes(tab.id)) return { ...layout, active: tab.id };
  if (tabsIn(tree).length >= maxPanes) return layout;
  const isKnown = layout.tabs.some(({ id }) => id === tab.id);
  return {
    tabs: isKnown ? layout.tabs : [...layout.tabs, tab],
    active: tab.id,
    tree: withSplit(tree, active, direction, tab.id, splitId),
    maximised: false,
  };
}

/** Without a tab. Its place goes to its neighbours, or to the tab beside it in the bar when it was the only one. */
export function withoutTab(layout: Layout, id: string): Layout {
  const at = layout.tabs.findIndex((tab) => tab.id === id);
  if (at < 0) return layout;
  const tabs = layout.tabs.toSpliced(at, 1);
  const tree = layout.tree && withoutPane(layout.tree, id);
  const next = tabs[Math.min(at, tabs.length - 1)]?.id ?? null;
  if (tree === null) return { tabs, active: next, tree: next === null ? null : paneOf(next), maximised: false };
  const shown = tabsIn(tree);
  const active = layout.active !== id && layout.active !== null ? layout.active : (shown[0] ?? next);
  return { tabs, active, tree, maximised: layout.maximised && shown.length > 1 };
}

export function withMoved(layout: Layout, id: string, to: number): Layout {
  const moved = layout.tabs.find((tab) => tab.id === id);
  if (!moved) return layout;
  const rest = layout.tabs.filter((tab) => tab.id !== id);
  return { ...layout, tabs: rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, moved) };
}

/** Without the tabs of sessions that are gone. */
export function pruned(layout: Layout, sessions: ReadonlySet<string>): Layout {
  return layout.tabs
    .filter(({ session }) => !sessions.has(session))
    .reduce((before, { id }) => withoutTab(before, id), layout);
}

/** What a tab is called: the session, and what of it. */
export function titleOf(tab: Tab, sessionName: string, { tabs }: Layout): string {
  if (tab.kind === "agent") return sessionName;
  if (tab.kind === "log") return `${sessionName}: log`;
  const shells = tabs.filter(({ kind, session }) => kind === "shell" && session === tab.session);
  return `${sessionName}: sh${shells.length > 1 ? ` ${shells.indexOf(tab) + 1}` : ""}`;
}
