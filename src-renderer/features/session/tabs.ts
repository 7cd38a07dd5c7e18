import { create } from "zustand";
import { persist } from "zustand/middleware";

/** The agent's terminal, or a shell beside it. */
export interface Tab {
  readonly id: string;
  readonly kind: "agent" | "shell";
}

export interface SessionLayout {
  readonly tabs: readonly Tab[];
  readonly active: string;
  /** Tab that is shown to the right of the active one. */
  readonly beside: string | null;
}

const agentTab: Tab = { id: "agent", kind: "agent" };
export const freshLayout: SessionLayout = { tabs: [agentTab], active: agentTab.id, beside: null };

interface Layouts {
  /** By session name. Layout only, so that it may be kept. */
  readonly layouts: Readonly<Record<string, SessionLayout>>;
}

export const useLayouts = create<Layouts>()(
  persist((): Layouts => ({ layouts: {} }), { name: "clauderon.tabs", version: 1 }),
);

function change(session: string, to: (layout: SessionLayout) => SessionLayout): void {
  useLayouts.setState(({ layouts }) => ({ layouts: { ...layouts, [session]: to(layouts[session] ?? freshLayout) } }));
}

export function activate(session: string, id: string): void {
  change(session, (layout) => ({ ...layout, active: id, beside: layout.beside === id ? null : layout.beside }));
}

/** A new shell, in front or to the right of what is in front. */
export function addShell(session: string, beside = false): void {
  change(session, (layout) => withShell(layout, crypto.randomUUID(), beside));
}

export function closeTab(session: string, id: string): void {
  change(session, (layout) => withoutTab(layout, id));
}

export function moveTab(session: string, id: string, to: number): void {
  change(session, (layout) => withMoved(layout, id, to));
}

export function withShell(layout: SessionLayout, id: string, beside: boolean): SessionLayout {
  const tabs = [...layout.tabs, { id, kind: "shell" as const }];
  return beside ? { ...layout, tabs, beside: id } : { ...layout, tabs, active: id };
}

/** The agent's tab stays: closing it would leave a session without its terminal. */
export function withoutTab(layout: SessionLayout, id: string): SessionLayout {
  const at = layout.tabs.findIndex((tab) => tab.id === id);
  if (at < 0 || layout.tabs[at]?.kind === "agent") return layout;
  const tabs = layout.tabs.filter((tab) => tab.id !== id);
  const next = tabs[Math.min(at, tabs.length - 1)]?.id ?? agentTab.id;
  const active = layout.active === id ? next : layout.active;
  const beside = layout.beside === id || layout.beside === active ? null : layout.beside;
  return { tabs, active, beside };
}

export function withMoved(layout: SessionLayout, id: string, to: number): SessionLayout {
  const moved = layout.tabs.find((tab) => tab.id === id);
  if (!moved) return layout;
  const tabs = layout.tabs.filter((tab) => tab.id !== id);
  tabs.splice(Math.max(0, Math.min(to, tabs.length)), 0, moved);
  return { ...layout, tabs };
}
