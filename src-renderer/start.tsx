import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { keepConnected } from "./connection/connection.ts";
import { desktop, openElectronChannel } from "./connection/electronChannel.ts";
import { signInFromAddress, storedBearer } from "./connection/signIn.ts";
import { openWebSocketChannel, SignedOut } from "./connection/webSocketChannel.ts";
import { followMenu } from "./features/shell/followMenu.ts";
import { followApprovals } from "./state/approvals.ts";
import { followDeleted } from "./state/deleted.ts";
import { followTheme } from "./state/preferences.ts";
import { followSessions } from "./state/sessions.ts";
import { followStatus } from "./state/status.ts";
import { followTabNotices } from "./state/tabNotices.ts";
import "./styles.css";

followTheme();
// The window's main process knows who sits in front of it.
const signIn = desktop ? "none" : await signInFromAddress();
followSessions();
followDeleted();
followStatus();
followApprovals();
if (desktop) followMenu(desktop);
else followTabNotices();
void keepConnected(async () => {
  if (desktop) return openElectronChannel(desktop);
  const bearer = storedBearer();
  if (bearer === null) throw new SignedOut();
  return openWebSocketChannel(bearer);
});

const root = document.getElementById("root");
if (root) createRoot(root).render(<App signIn={signIn} />);
