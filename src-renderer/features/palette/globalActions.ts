import {
  Ban,
  BellRing,
  Container,
  Download,
  Inbox,
  Keyboard,
  KeyRound,
  LayoutList,
  Link2,
  ListChecks,
  LogOut,
  PanelLeft,
  PanelRight,
  Plus,
  ScrollText,
  Settings,
  ShieldCheck,
  ShieldOff,
  Stethoscope,
  SunMoon,
} from "lucide-react";
import { desktop } from "../../connection/electronChannel.ts";
import { leaveTab } from "../../connection/signIn.ts";
import { count, plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { approvalAddress, useApprovals } from "../../state/approvals.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, setSearch } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { exportAudit } from "../audit/exportAudit.ts";
import { runDoctor, useDoctor } from "../doctor/doctorRun.ts";
import { helpActions } from "../help/helpActions.ts";
import { buildImage, useImageBuild } from "../image/imageBuild.ts";
import { noticeActions } from "../notices/noticeActions.ts";
import { groupOf } from "../sessions/sessionOrder.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { nextThatNeedsYou } from "../shell/goTo.ts";
import { deletedActions } from "./deletedActions.ts";
import type { PaletteAction } from "./paletteAction.ts";

/** What can be done on every screen. */
export function globalActions(): PaletteAction[] {
  const { status, activity } = useStatus.getState();
  const sessions = [...(useSessions.getState().sessions?.values() ?? [])];
  const running = sessions.filter(({ state }) => state === "running").length;
  const needing = sessions.filter((session) => groupOf(session) === "needs").length;
  const waiting = useApprovals.getState().inbox?.waiting ?? [];
  const proxyOn = status?.proxy.enabled !== false;
  const today = activity?.today ?? null;
  const { theme, terminalTheme, sidebar, sidePanel } = usePreferences.getState();
  return [
    {
      name: "New session…",
      icon: Plus,
      consequence: "Filled in as the last one was",
      keys: "sessions.new",
      cli: "clauderon create --attach",
      run: () => setSearch("new", ""),
    },
    {
      name: "Next session that needs you",
      icon: BellRing,
      consequence: needing === 0 ? "None does" : `${plural(needing, "session")} ${needing === 1 ? "does" : "do"}`,
      disabled: needing === 0 ? "No session needs you." : undefined,
      keys: "app.nextNeedsYou",
      run: nextThatNeedsYou,
    },
    {
      name: "Sessions",
      icon: LayoutList,
      consequence: plural(running, "running session"),
      keys: "go.sessions",
      cli: "clauderon list",
      run: () => go("/sessions"),
    },
    ...deletedActions(),
    {
      name: "Audit",
      icon: ScrollText,
      consequence: today ? `${plural(today.requests, "request")} today` : "Every request",
      keys: "go.audit",
      cli: "clauderon audit",
      run: () => go("/audit"),
    },
    {
      name: "Refused requests",
      icon: Ban,
      consequence: `${plural(today?.denials ?? 0, "request")} refused today`,
      keys: "go.refused",
      cli: "clauderon audit --where 'decision = \"deny\"'",
      run: () => go("/audit?q=decision%3Adeny"),
    },
    {
      name: "Verify the audit log",
      icon: Link2,
      consequence: "Reads the whole chain again",
      keys: "audit.verify",
      cli: "clauderon audit verify",
      run: () => go("/audit?verify="),
    },
    {
      name: "Export the audit log",
      icon: Download,
      consequence: "Every record as JSONL; it holds no secret",
      run: () => void exportAudit("jsonl", {}),
    },
    {
      name: "Export the audit log as HAR",
      icon: Download,
      consequence: "For network tools; no header values, no bodies",
      cli: "clauderon audit export --har FILE",
      run: () => void exportAudit("har", {}),
    },
    {
      name: "Approvals",
      icon: Inbox,
      consequence: `${plural(waiting.length, "request")} waiting`,
      keys: "app.approvals",
      cli: "clauderon approvals list",
      run: () => go("/approvals"),
    },
    ...waiting.map((one) => ({
      name: `Review ${one.sessionName}'s ${neutralise(one.method, 20)}`,
      icon: Inbox,
      consequence: neutralise(`${one.host}${one.path}`, 100),
      run: () => go(approvalAddress(one.id)),
    })),
    {
      name: "Rules",
      icon: ShieldCheck,
      consequence: "What is allowed where",
      keys: "go.rules",
      cli: "clauderon rules list",
      run: () => go("/rules"),
    },
    {
      name: "Credentials",
      icon: KeyRound,
      consequence: "Names and health, never values",
      keys: "go.credentials",
      cli: "clauderon credentials list",
      run: () => go("/credentials"),
    },
    {
      name: "Doctor",
      icon: Stethoscope,
      consequence: doctorWords(),
      keys: "go.doctor",
      cli: "clauderon doctor",
      run: () => go("/doctor"),
    },
    {
      name: "Run the doctor",
      icon: ListChecks,
      consequence: "Checks everything again",
      cli: "clauderon doctor",
      run: () => {
        go("/doctor");
        void runDoctor();
      },
    },
    {
      name: "Build the agent image",
      icon: Container,
      consequence: "Running sessions keep theirs until they are recreated",
      disabled: useImageBuild.getState().state === "running" ? "It is being built." : undefined,
      cli: "clauderon image build",
      run: () => {
        go("/settings");
        void buildImage();
      },
    },
    {
      name: proxyOn ? "Turn the proxy off…" : "Turn the proxy on",
      icon: proxyOn ? ShieldOff : ShieldCheck,
      consequence: proxyOn
        ? `Would refuse every request of ${plural(running, "session")}, cut ${count(status?.proxy.inFlight ?? 0)} open`
        : "Requests go through again",
      keys: "app.proxy",
      cli: proxyOn ? "clauderon proxy disable" : "clauderon proxy enable",
      run: () => useDialogs.setState({ proxyOff: true }),
    },
    {
      name: "Settings",
      icon: Settings,
      consequence: "Theme, terminal, keys",
      keys: "app.settings",
      run: () => go("/settings"),
    },
    {
      name: "Change theme",
      icon: SunMoon,
      consequence: `Now ${theme}`,
      run: () => usePreferences.setState({ theme: theme === "dark" ? "light" : theme === "light" ? "system" : "dark" }),
    },
    {
      name: "Change the terminals' theme",
      icon: SunMoon,
      consequence: `Now ${terminalTheme === "app" ? "the same as the app" : terminalTheme}`,
      run: () =>
        usePreferences.setState({
          terminalTheme: terminalTheme === "dark" ? "light" : terminalTheme === "light" ? "app" : "dark",
        }),
    },
    {
      name: sidebar ? "Narrow sidebar" : "Wide sidebar",
      icon: PanelLeft,
      consequence: sidebar ? "Icons only" : "With the list of sessions",
      keys: "app.sidebar",
      run: () => usePreferences.setState({ sidebar: !sidebar }),
    },
    {
      name: sidePanel ? "Hide the side panel" : "Show the side panel",
      icon: PanelRight,
      consequence: "Requests, facts and log beside a terminal",
      keys: "app.sidePanel",
      run: () => usePreferences.setState({ sidePanel: !sidePanel }),
    },
    ...noticeActions(),
    ...helpActions(),
    {
      name: "Change keys",
      icon: Keyboard,
      consequence: `${plural(Object.keys(usePreferences.getState().keys).length, "key")} changed so far`,
      run: () => go("/settings/keys"),
    },
    // A window is the app itself: nobody signed in there.
    ...(desktop
      ? []
      : [
          {
            name: "Sign out of this tab",
            icon: LogOut,
            consequence: "Sessions go on",
            run: () => void leaveTab(),
          },
        ]),
  ];
}

function doctorWords(): string {
  const { checks } = useDoctor.getState();
  if (checks.length === 0) return "Checks everything a session needs";
  const failing = checks.filter(({ status }) => status === "fail").length;
  const warnings = checks.filter(({ status }) => status === "warn").length;
  return `${failing} failing, ${plural(warnings, "warning")}`;
}
