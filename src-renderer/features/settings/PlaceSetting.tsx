import { desktop } from "../../connection/electronChannel.ts";
import { leaveTab } from "../../connection/signIn.ts";
import { changeAsksBeforeProxyOff, useNotices } from "../../state/notices.ts";
import { Button } from "../../ui/Button.tsx";
import { Tick } from "../notices/NoticeSettingsForm.tsx";

/** What there is only in the window, or only in a browser tab. */
export const placeSection = desktop ? "Tray" : "This tab";

export function PlaceSetting() {
  const asks = useNotices((notices) => notices.asksBeforeProxyOff);
  if (desktop)
    return (
      <Tick
        id="tray-asks"
        name="Ask before the tray turns the proxy off"
        about="Turning it off refuses every request of every session at once."
        checked={asks}
        onChange={changeAsksBeforeProxyOff}
      />
    );
  return (
    <div className="flex items-start gap-3">
      <p className="min-w-0 flex-1">
        Signed in
        <span className="block text-small text-text3">Until you sign out, or the core is started again.</span>
      </p>
      <Button onClick={() => void leaveTab()}>Sign out of this tab</Button>
    </div>
  );
}
