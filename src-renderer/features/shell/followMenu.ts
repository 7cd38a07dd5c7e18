import type { DesktopBridge } from "../../../src-shared/desktop/bridge.ts";
import { desktopCommandSchema } from "../../../src-shared/desktop/messages.ts";
import { useNotices } from "../../state/notices.ts";
import { go } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { globalActions } from "../palette/globalActions.ts";
import { sessionPaletteActions } from "../palette/sessionPaletteActions.ts";
import { useDialogs } from "./dialogs.ts";

/** Does what was chosen in the window's menus and the tray, as the palette would, and shows what they tell. */
export function followMenu(bridge: DesktopBridge): void {
  bridge.onCommand((sent) => {
    const { data } = desktopCommandSchema.safeParse(sent);
    if (!data) return;
    if ("notices" in data) {
      const { notices: settings, asksBeforeProxyOff } = data.taste;
      useNotices.setState({ list: data.notices, settings, asksBeforeProxyOff });
      return;
    }
    if ("go" in data) {
      go(data.go);
      return;
    }
    if (data.run === "Command palette") {
      useDialogs.setState({ palette: true });
      return;
    }
    const [place, name] = location.pathname.split("/").slice(1);
    const here =
      place === "session" ? sessionNamed(useSessions.getState().sessions, decodeURIComponent(name ?? "")) : null;
    const actions = [...(here ? sessionPaletteActions(here) : []), ...globalActions()];
    const chosen = actions.find((action) => action.name === data.run);
    if (chosen && chosen.disabled === undefined) chosen.run();
  });
}
