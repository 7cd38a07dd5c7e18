import { useSyncExternalStore } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Bindings } from "../keys/bindings.ts";

/** What sessions are put together by. */
export type GroupBy = "state" | "repository" | "agent" | "none";
export type Density = "compact" | "comfortable";
export type Theme = "system" | "dark" | "light";
export type TerminalTheme = "app" | "dark" | "light";
/** One of those that are known, never a family's name: that would be a way into the page's styles. */
export type TerminalFont = "bundled" | "system";
export type LineHeight = "close" | "normal" | "roomy";

/** How the app looks and behaves on this machine. Layout only: nothing that a container or a service said. */
export interface Preferences {
  readonly theme: Theme;
  /** How much room rows have. */
  readonly density: Density;
  readonly sidebar: boolean;
  readonly sidePanel: boolean;
  readonly histogram: boolean;
  readonly terminalTheme: TerminalTheme;
  readonly terminalFont: TerminalFont;
  readonly terminalFontSize: number;
  readonly terminalLineHeight: LineHeight;
  readonly scrollback: number;
  readonly copyOnSelect: boolean;
  readonly confirmPaste: boolean;
  readonly screenReader: boolean;
  readonly singleKeys: boolean;
  /** Keys that were chosen instead of the usual ones. */
  readonly keys: Bindings;
  readonly showKeys: boolean;
  readonly sessionsView: "list" | "cards";
  readonly groupBy: GroupBy;
  /** Widths of the audit's columns where they are not the usual ones, px. */
  readonly auditColumns: Readonly<Record<string, number>>;
}

export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      theme: "system",
      density: "compact",
      sidebar: true,
      sidePanel: true,
      histogram: true,
      terminalTheme: "app",
      terminalFont: "bundled",
      terminalFontSize: 13,
      terminalLineHeight: "normal",
      scrollback: 5000,
      copyOnSelect: false,
      confirmPaste: true,
      screenReader: false,
      singleKeys: true,
      keys: {},
      showKeys: true,
      sessionsView: "list",
      groupBy: "state",
      auditColumns: {},
    }),
    { name: "clauderon.preferences", version: 1 },
  ),
);

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
/** As the page was last told: asked for, it may be ahead of the tokens, and a chart would be drawn in the old ones. */
let systemIsDark = prefersDark.matches;
prefersDark.addEventListener("change", () => {
  systemIsDark = prefersDark.matches;
});

export function shownTheme(theme: Theme): "dark" | "light" {
  if (theme !== "system") return theme;
  return systemIsDark ? "dark" : "light";
}

/** The theme of terminals, which may be another than the app's. */
export function shownTerminalTheme({ theme, terminalTheme }: Preferences): "dark" | "light" {
  return terminalTheme === "app" ? shownTheme(theme) : terminalTheme;
}

/** Puts theme and density on the document, now and whenever they or the system's theme change. */
export function followTheme(): void {
  const apply = (): void => {
    const { theme, density } = usePreferences.getState();
    document.documentElement.dataset.theme = shownTheme(theme);
    document.documentElement.dataset.density = density;
  };
  apply();
  onThemeMayChange(apply);
}

/** Hears when the theme on the screen may be another: somebody chose one, or the system changed its own. */
export function onThemeMayChange(listener: () => void): () => void {
  const stop = usePreferences.subscribe(listener);
  prefersDark.addEventListener("change", listener);
  return () => {
    stop();
    prefersDark.removeEventListener("change", listener);
  };
}

/** The theme that is on the screen, for what is drawn. */
export const useShownTheme = (): "dark" | "light" => useThemeOf(({ theme }) => shownTheme(theme));

/** For everything that stands on a terminal's ground: `data-theme` of its frame. */
export const useTerminalTheme = (): "dark" | "light" => useThemeOf(shownTerminalTheme);

function useThemeOf(choose: (preferences: Preferences) => "dark" | "light"): "dark" | "light" {
  return useSyncExternalStore(onThemeMayChange, () => choose(usePreferences.getState()));
}
