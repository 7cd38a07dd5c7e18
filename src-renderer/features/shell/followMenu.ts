import { z } from "zod";
import type { DesktopBridge } from "../../../src-shared/desktop/bridge.ts";
import { go } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { globalActions } from "../palette/globalActions.ts";
import { sessionPaletteActions } from "../palette/sessionPaletteActions.ts";
import { useDialogs } from "./dialogs.ts";

const command = z.union([
  z.strictObject({ go: z.string().startsWith("/").max(500) }),
  z.strictObject({ run: z.string().max(100) }),
]);

/** Does what was chosen in the window's menus and the tray: the same screens and actions as the palette's. */
export function followMenu(bridge: DesktopBridge): void {
  bridge.onCommand((sent) => {
    const { data } = command.safeParse(sent);
    if (!data) return;
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
