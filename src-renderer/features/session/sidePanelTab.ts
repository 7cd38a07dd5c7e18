import { create } from "zustand";
import { usePreferences } from "../../state/preferences.ts";

export const sidePanelTabs = ["Requests", "Info", "Log", "Timeline", "Files"] as const;
export type SidePanelTab = (typeof sidePanelTabs)[number];

/** Which part of the side panel is in front; the same for all sessions, so that they compare. */
export const useSidePanelTab = create<{ readonly shown: SidePanelTab }>(() => ({ shown: "Requests" }));

export function showInfo(): void {
  useSidePanelTab.setState({ shown: "Info" });
  usePreferences.setState({ sidePanel: true });
}
