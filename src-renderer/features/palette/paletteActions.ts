import { toast } from "sonner";
import type { Session } from "../../../src-shared/model/session.ts";
import { signOut } from "../../connection/signIn.ts";
import { plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { approvalAddress, useApprovals } from "../../state/approvals.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, sessionAddress, setSearch } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { openTab } from "../session/tabs.ts";
import { actionsFor } from "../sessions/sessionActions.ts";
import { runAction } from "../sessions/sessionMenu.ts";
import { useDialogs } from "../shell/dialogs.ts";

export interface PaletteAction {
  readonly name: string;
  /** What it would do, computed now. */
  readonly consequence: string;
  readonly keys?: string | null;
  readonly run: () => void;
}

export function globalActions(): PaletteAction[] {
  const { status } = useStatus.getState();
  const { sessions } = useSessions.getState();
  const running = [...(sessions?.values() ?? [])].filter(({ state }) => state === "running").length;
  const waiting = useApprovals.getState().inbox?.waiting ?? [];
  const proxyOn = status?.proxy.enabled !== false;
  const theme = usePreferences.getState().theme;
  return [
    { name: "New session…", consequence: "", keys: "N", run: () => setSearch("new", "") },
    { name: "Sessions", consequence: plural(running, "running session"), keys: "G S", run: () => go("/sessions") },
    { name: "Audit", consequence: "Every request", keys: "G A", run: () => go("/audit") },
    { name: "Refused requests", consequence: "", keys: "G R", run: () => go("/audit?q=decision%3Adeny") },
    { name: "Verify the audit log", consequence: "Reads the whole chain again", run: () => go("/audit?verify=") },
    {
      name: "Approvals",
      consequence: `${plural(waiting.length, "request")} waiting`,
      keys: "Mod+I",
      run: () => go("/approvals"),
    },
    ...waiting.map((one) => ({
      name: `Review ${one.sessionName}'s ${neutralise(one.method, 20)}`,
      consequence: neutralise(`${one.host}${one.path}`, 100),
      run: () => go(approvalAddress(one.id)),
    })),
    { name: "Rules", consequence: "What is allowed where", keys: "G U", run: () => go("/rules") },
    { name: "Credentials", consequence: "Names and health, never values", keys: "G C", run: () => go("/credentials") },
    { name: "Doctor", consequence: "Checks everything a session needs", keys: "G D", run: () => go("/doctor") },
    { name: "Settings", consequence: "", keys: "Mod+,", run: () => go("/settings") },
    {
      name: proxyOn ? "Turn the proxy off…" : "Turn the proxy on",
      consequence: proxyOn
        ? `Every request of ${plural(running, "session")} would be refused`
        : "Requests go through again",
      keys: "Mod+Shift+P",
      run: () => useDialogs.setState({ proxyOff: true }),
    },
    {
      name: "Change theme",
      consequence: `Now ${theme}`,
      run: () => usePreferences.setState({ theme: theme === "dark" ? "light" : theme === "light" ? "system" : "dark" }),
    },
    { name: "All keys", consequence: "", keys: "?", run: () => useDialogs.setState({ keys: true }) },
    {
      name: "Sign out of this tab",
      consequence: "Sessions go on",
      run: () => void signOut().then(() => location.reload()),
    },
  ];
}

export function sessionPaletteActions(session: Session): PaletteAction[] {
  return [
    ...(session.state === "running" && session.mode === "interactive"
      ? [
          {
            name: "Open a shell",
            consequence: "Beside the agent, as its user",
            keys: "Mod+T",
            run: () => {
              go(sessionAddress(session.name));
              openTab("shell", session.id);
            },
          },
        ]
      : []),
    {
      name: "Its requests",
      consequence: "",
      keys: "Shift+R",
      run: () => go(`/audit?q=${encodeURIComponent(`session:${session.name}`)}`),
    },
    ...actionsFor(session).map((action) => ({
      name: action.name,
      consequence: action.consequence,
      keys: action.key,
      run: () => runAction(action, session),
    })),
    {
      name: "Copy attach command",
      consequence: `clauderon attach ${session.name}`,
      run: () => void navigator.clipboard.writeText(`clauderon attach ${session.name}`).then(() => toast("Copied.")),
    },
    {
      name: "Delete…",
      consequence: "Says first what it would destroy",
      run: () => useDialogs.setState({ deleting: [session] }),
    },
    { name: "Terminal", consequence: "", keys: "Enter", run: () => go(sessionAddress(session.name)) },
  ];
}
