import { create } from "zustand";
import { persist } from "zustand/middleware";

export type Theme = "system" | "dark" | "light";

/** How the app looks and behaves on this machine. Layout only: nothing that a container or a service said. */
export interface Preferences {
  readonly theme: Theme;
  readonly sidebar: boolean;
  readonly sidePanel: boolean;
  readonly histogram: boolean;
  readonly terminalFontSize: number;
  readonly scrollback: number;
  readonly copyOnSelect: boolean;
  readonly confirmPaste: boolean;
  readonly screenReader: boolean;
  readonly singleKeys: boolean;
  readonly showKeys: boolean;
}

export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      theme: "system",
      sidebar: true,
      sidePanel: true,
      histogram: true,
      terminalFontSize: 13,
      scrollback: 5000,
      copyOnSelect: false,
      confirmPaste: true,
      screenReader: false,
      singleKeys: true,
      showKeys: true,
    }),
    { name: "clauderon.preferences", version: 1 },
  ),
);

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

export function shownTheme(theme: Theme): "dark" | "light" {
  if (theme !== "system") return theme;
  return prefersDark.matches ? "dark" : "light";
}

/** Puts the theme on the document, now and whenever it or the system's changes. */
export function followTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset.theme = shownTheme(usePreferences.getState().theme);
  };
  apply();
  usePreferences.subscribe(apply);
  prefersDark.addEventListener("change", apply);
}
