import { toast } from "sonner";
import { accessModeSchema, type Session } from "../../../src-shared/model/session.ts";
import { desktop } from "../../connection/electronChannel.ts";
import { signOut } from "../../connection/signIn.ts";
import { plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { approvalAddress, useApprovals } from "../../state/approvals.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, sessionAddress, setSearch } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { cloneIntoDraft } from "../create/cloneIntoDraft.ts";
import { useDoctor } from "../doctor/doctorRun.ts";
import { openTab } from "../session/tabs.ts";
import { accessNotes, setAccessMode } from "../sessions/AccessMenu.tsx";
import { stateWord } from "../sessions/SessionState.tsx";
import { actionsFor } from "../sessions/sessionActions.ts";
import { runAction } from "../sessions/sessionMenu.ts";
import { useDialogs } from "../shell/dialogs.ts";

export interface PaletteAction {
  readonly name: string;
  /** What it would do, computed now. */
  readonly consequence: string;
  readonly keys?: string | null;
  /** The command that does the same. */
  readonly cli?: string;
  readonly run: () => void;
}

export function globalActions(): PaletteAction[] {
  const { status } = useStatus.getState();
  const { sessions } = useSessions.getState();
  const running = [...(sessions?.values() ?? [])].filter(({ state }) => state === "running").length;
  const waiting = useApprovals.getState().inbox?.waiting ?? [];
  const proxyOn = status?.proxy.enabled !== false;
  const theme = usePreferences.getState().theme;
  const denials = useStatus.getState().activity?.today.denials ?? 0;
  return [
    {
      name: "New session…",
      consequence: "Filled in as the last one was",
      keys: "N",
      cli: "clauderon create --attach",
      run: () => setSearch("new", ""),
    },
    {
      name: "Sessions",
      consequence: plural(running, "running session"),
      keys: "G S",
      cli: "clauderon list",
      run: () => go("/sessions"),
    },
    { name: "Audit", consequence: "Every request", keys: "G A", cli: "clauderon audit", run: () => go("/audit") },
    {
      name: "Refused requests",
      consequence: `${plural(denials, "request")} refused today`,
      keys: "G R",
      cli: "clauderon audit --where 'decision = \"deny\"'",
      run: () => go("/audit?q=decision%3Adeny"),
    },
    {
      name: "Verify the audit log",
      consequence: "Reads the whole chain again",
      keys: "V",
      cli: "clauderon audit verify",
      run: () => go("/audit?verify="),
    },
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
    {
      name: "Rules",
      consequence: "What is allowed where",
      keys: "G U",
      cli: "clauderon rules list",
      run: () => go("/rules"),
    },
    {
      name: "Credentials",
      consequence: "Names and health, never values",
      keys: "G C",
      cli: "clauderon credentials list",
      run: () => go("/credentials"),
    },
    { name: "Doctor", consequence: doctorWords(), keys: "G D", cli: "clauderon doctor", run: () => go("/doctor") },
    { name: "Settings", consequence: "Theme, terminal, keys", keys: "Mod+,", run: () => go("/settings") },
    {
      name: proxyOn ? "Turn the proxy off…" : "Turn the proxy on",
      consequence: proxyOn
        ? `Every request of ${plural(running, "session")} would be refused`
        : "Requests go through again",
      keys: "Mod+Shift+P",
      cli: proxyOn ? "clauderon proxy disable" : "clauderon proxy enable",
      run: () => useDialogs.setState({ proxyOff: true }),
    },
    {
      name: "Change theme",
      consequence: `Now ${theme}`,
      run: () => usePreferences.setState({ theme: theme === "dark" ? "light" : theme === "light" ? "system" : "dark" }),
    },
    {
      name: "All keys",
      consequence: "By the place where they work",
      keys: "?",
      run: () => useDialogs.setState({ keys: true }),
    },
    // A window is the app itself: nobody signed in there.
    ...(desktop
      ? []
      : [
          {
            name: "Sign out of this tab",
            consequence: "Sessions go on",
            run: () => void signOut().then(() => location.reload()),
          },
        ]),
  ];
}

export function sessionPaletteActions(session: Session): PaletteAction[] {
  return [
    ...(session.state === "running" && session.mode === "interactive"
      ? [
          {
            name: "Open a shell",
            consequence: "Beside the agent, as its user",
            cli: `clauderon exec ${session.name} -- bash`,
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
      consequence: requestWords(session),
      cli: `clauderon audit --session ${session.name}`,
      keys: "Shift+R",
      run: () => go(`/audit?q=${encodeURIComponent(`session:${session.name}`)}`),
    },
    ...accessModeSchema.options
      .filter((mode) => mode !== session.accessMode)
      .map((mode) => ({
        name: `Let it ${mode}`,
        consequence: accessNotes[mode],
        cli: `clauderon access ${session.name} ${mode}`,
        run: () => setAccessMode(session, mode),
      })),
    {
      name: "New session like this…",
      consequence: "Opens the form, filled in as this one was made",
      keys: "C",
      run: () => cloneIntoDraft(session),
    },
    {
      name: "Its log",
      consequence: "In a tab of its own",
      cli: `clauderon logs ${session.name}`,
      run: () => {
        go(sessionAddress(session.name));
        openTab("log", session.id);
      },
    },
    ...actionsFor(session).map((action) => ({
      name: action.name,
      consequence: action.consequence,
      keys: action.key,
      cli: `clauderon ${action.id} ${session.name}`,
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
      keys: "Delete",
      cli: `clauderon delete ${session.name}`,
      run: () => useDialogs.setState({ deleting: [session] }),
    },
    {
      name: "Terminal",
      consequence: stateWord(session),
      keys: "Enter",
      cli: `clauderon attach ${session.name}`,
      run: () => go(sessionAddress(session.name)),
    },
  ];
}

function doctorWords(): string {
  const { checks } = useDoctor.getState();
  if (checks.length === 0) return "Checks everything a session needs";
  const failing = checks.filter(({ status }) => status === "fail").length;
  const warnings = checks.filter(({ status }) => status === "warn").length;
  return `${failing} failing, ${plural(warnings, "warning")}`;
}

function requestWords({ id }: Session): string {
  const totals = useStatus.getState().totals.get(id);
  return totals ? `${plural(totals.requests, "request")}, ${totals.denials} refused` : "None yet";
}
