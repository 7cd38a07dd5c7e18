import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { keepConnected } from "./connection/connection.ts";
import { signInFromAddress, storedBearer } from "./connection/signIn.ts";
import { openWebSocketChannel, SignedOut } from "./connection/webSocketChannel.ts";
import { followTheme } from "./state/preferences.ts";
import { followSessions } from "./state/sessions.ts";
import { followStatus } from "./state/status.ts";
import "./styles.css";

followTheme();
const signIn = await signInFromAddress();
followSessions();
followStatus();
void keepConnected(async () => {
  const bearer = storedBearer();
  if (bearer === null) throw new SignedOut();
  return openWebSocketChannel(bearer);
});

const root = document.getElementById("root");
if (root) createRoot(root).render(<App signIn={signIn} />);
