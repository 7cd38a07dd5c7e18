import { create } from "zustand";
import { persist } from "zustand/middleware";
import { go, sessionAddress } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import {
  agentTabId,
  emptyLayout,
  type Layout,
  pruned,
  type Tab,
  withActive,
  withMoved,
  withoutTab,
  withSession,
  withTab,
  withTabBeside,
} from "./layout.ts";
import { neighbourOf, type Side, type Split, tabsIn, withSizes } from "./paneTree.ts";

/** Which terminals are open and where. Layout only, so that it may be kept. */
export const useLayout = create<Layout>()(persist((): Layout => emptyLayout, { name: "clauderon.tabs", version: 2 }));

function change(to: (layout: Layout) => Layout): void {
  useLayout.setState((layout) => to(layout));
  followActive();
}

/** The address is the active tab's session. Nothing but its tabs closed leads back to the list. */
function followActive(): void {
  if (!location.pathname.startsWith("/session/")) return;
  const { tabs, active } = useLayout.getState();
  const session = useSessions.getState().sessions?.get(tabs.find(({ id }) => id === active)?.session ?? "");
  // What is open over the session that is in front already stays open.
  if (session && location.pathname === sessionAddress(session.name)) return;
  if (session) go(sessionAddress(session.name), { replace: true });
  else if (tabs.length === 0) go("/sessions", { replace: true });
}

export function showSession(session: string): void {
  useLayout.setState((layout) => withSession(layout, session));
}

export function activate(id: string): void {
  change((layout) => withActive(layout, id));
}

export function activateNumber(number: number): void {
  const tab = useLayout.getState().tabs[number];
  if (tab) activate(tab.id);
}

export function openTab(kind: Tab["kind"], session: string): void {
  change((layout) => withTab(layout, newTab(kind, session)));
}

export function splitWith(tab: Tab, direction: Split["direction"]): void {
  change((layout) => withTabBeside(layout, tab, direction, crypto.randomUUID()));
}

/** A new shell of the active tab's session, to the right or below. */
export function splitShell(direction: Split["direction"]): void {
  const { tabs, active } = useLayout.getState();
  const session = tabs.find(({ id }) => id === active)?.session;
  if (session !== undefined) splitWith(newTab("shell", session), direction);
}

export function newTab(kind: Tab["kind"], session: string): Tab {
  const id =
    kind === "shell" ? `shell-${crypto.randomUUID()}` : kind === "log" ? `log-${session}` : agentTabId(session);
  return { id, kind, session };
}

export function closeTab(id: string): void {
  change((layout) => withoutTab(layout, id));
}

export function moveTab(id: string, to: number): void {
  change((layout) => withMoved(layout, id, to));
}

export function moveActive(by: number): void {
  const { tabs, active } = useLayout.getState();
  if (active !== null) moveTab(active, tabs.findIndex(({ id }) => id === active) + by);
}

export function stepTab(by: number): void {
  const { tabs, active } = useLayout.getState();
  const at = tabs.findIndex(({ id }) => id === active);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (next) activate(next.id);
}

export function toggleMaximised(): void {
  useLayout.setState(({ maximised, tree }) => ({ maximised: !maximised && tree !== null && tabsIn(tree).length > 1 }));
}

export function goToSide(side: Side): void {
  const { tree, active } = useLayout.getState();
  const next = tree && active !== null ? neighbourOf(tree, active, side) : null;
  if (next !== null) activate(next);
}

export function keepSizes(splitId: string, sizes: readonly number[]): void {
  useLayout.setState(({ tree }) => ({ tree: tree && withSizes(tree, splitId, sizes) }));
}

// Tabs end with their sessions.
useSessions.subscribe(({ sessions }) => {
  const layout = useLayout.getState();
  if (!sessions || layout.tabs.every(({ session }) => sessions.has(session))) return;
  useLayout.setState(pruned(layout, new Set(sessions.keys())));
});
