import { toast } from "sonner";
import { changeNoticeSettings } from "../../state/notices.ts";

/** Why notifications of the browser cannot be turned on here; null when they can. */
export function browserProblem(): string | null {
  if (!("Notification" in globalThis)) return "This browser has no notifications.";
  if (Notification.permission === "denied")
    return "Your browser refuses notifications from this page. Allow them in its site settings, then turn them on here.";
  return null;
}

/** The only place that asks the browser's permission: a person has just pressed the button for it. */
export async function turnOnInBrowser(): Promise<void> {
  if ((await Notification.requestPermission()) === "granted") changeNoticeSettings({ isOn: true });
  else toast(browserProblem() ?? "The browser was not allowed to notify. Nothing has changed.");
}
