import { Bell, BellOff, Settings } from "lucide-react";
import { pauseNotices, useNotices } from "../../state/notices.ts";
import { go } from "../../state/route.ts";
import type { PaletteAction } from "../palette/paletteAction.ts";
import { useDialogs } from "../shell/dialogs.ts";

export const settingsAddress = "/settings/notifications";

/** What the palette and the menu bar offer of notifications. */
export function noticeActions(): PaletteAction[] {
  const { list, settings } = useNotices.getState();
  return [
    {
      name: "Notifications",
      icon: Bell,
      consequence: list.length === 0 ? "Nothing new" : `${list.length} new`,
      run: () => useDialogs.setState({ notices: true }),
    },
    {
      name: "Pause notifications for 30 minutes",
      icon: BellOff,
      consequence: "They still show under the bell",
      run: () => pauseNotices("30 minutes"),
    },
    {
      name: "Pause notifications until tomorrow",
      icon: BellOff,
      consequence: "They still show under the bell",
      run: () => pauseNotices("until tomorrow"),
    },
    ...(settings.pausedUntil > Date.now()
      ? [{ name: "Resume notifications", icon: Bell, consequence: "Ends the pause", run: () => pauseNotices(null) }]
      : []),
    {
      name: "Notification settings",
      icon: Settings,
      consequence: "Sound, quiet hours, the agent's words",
      run: () => go(settingsAddress),
    },
  ];
}
