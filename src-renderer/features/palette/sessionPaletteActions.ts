import {
  Archive,
  ArchiveRestore,
  Copy,
  CopyPlus,
  Eye,
  GitCompare,
  GitPullRequest,
  type LucideIcon,
  Pencil,
  Play,
  RefreshCw,
  RotateCw,
  ScrollText,
  Square,
  SquareTerminal,
  Trash2,
  X,
} from "lucide-react";
import { toast } from "sonner";
import { accessModeSchema, type Session } from "../../../src-shared/model/session.ts";
import { diffTotals, plural } from "../../format/formats.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { cloneIntoDraft } from "../create/cloneIntoDraft.ts";
import { openTab } from "../session/tabs.ts";
import { accessNotes, setAccessMode } from "../sessions/AccessMenu.tsx";
import { stateWord } from "../sessions/SessionState.tsx";
import { actionsFor, consequenceOf, sessionActions, whyNot } from "../sessions/sessionActions.ts";
import { runAction } from "../sessions/sessionMenu.ts";
import { useDialogs } from "../shell/dialogs.ts";
import type { PaletteAction } from "./paletteAction.ts";

const actionIcons: Readonly<Record<string, LucideIcon>> = {
  start: Play,
  stop: Square,
  restart: RotateCw,
  recreate: RefreshCw,
  cancel: X,
  archive: Archive,
  unarchive: ArchiveRestore,
};
/** Of no interest to a session that is past it, or not there yet. */
const onlyThen: ReadonlySet<string> = new Set(["unarchive", "cancel"]);
const accessIcons = { read: Eye, propose: GitPullRequest, write: Pencil };

/** What can be done with one session; what cannot be done now is listed with the reason. */
export function sessionPaletteActions(session: Session): PaletteAction[] {
  const { name, id } = session;
  return [
    {
      name: "Terminal",
      icon: SquareTerminal,
      consequence: stateWord(session),
      keys: "sessions.open",
      cli: `clauderon attach ${name}`,
      run: () => go(sessionAddress(name)),
    },
    {
      name: "Open a shell",
      icon: SquareTerminal,
      consequence: "Beside the agent, as its user",
      disabled:
        session.state === "running" && session.mode === "interactive"
          ? undefined
          : "A shell needs a running, interactive session.",
      cli: `clauderon exec ${name} -- bash`,
      keys: "terminal.shell",
      run: () => {
        go(sessionAddress(name));
        openTab("shell", id);
      },
    },
    {
      name: "Its requests",
      icon: ScrollText,
      consequence: requestWords(session),
      cli: `clauderon audit --session ${name}`,
      keys: "sessions.requests",
      run: () => go(`/audit?q=${encodeURIComponent(`session:${name}`)}`),
    },
    {
      name: "Its refused requests",
      icon: ScrollText,
      consequence: `${plural(useStatus.getState().totals.get(id)?.denials ?? 0, "request")} refused`,
      run: () => go(`/audit?q=${encodeURIComponent(`session:${name} decision:deny`)}`),
    },
    ...accessModeSchema.options
      .filter((mode) => mode !== session.accessMode)
      .map((mode) => ({
        name: `Let it ${mode}`,
        icon: accessIcons[mode],
        consequence: accessNotes[mode],
        cli: `clauderon access ${name} ${mode}`,
        run: () => setAccessMode(session, mode),
      })),
    ...(session.repository
      ? [
          {
            name: "What it changed",
            icon: GitCompare,
            consequence: changeWords(session),
            keys: "sessions.diff" as const,
            run: () => go(`${sessionAddress(name)}?diff=`),
          },
        ]
      : []),
    {
      name: "New session like this…",
      icon: CopyPlus,
      consequence: "Opens the form, filled in as this one was made",
      keys: "sessions.clone",
      run: () => cloneIntoDraft(session),
    },
    {
      name: "Its log",
      icon: ScrollText,
      consequence: "In a tab of its own",
      cli: `clauderon logs ${name}`,
      run: () => {
        go(sessionAddress(name));
        openTab("log", id);
      },
    },
    ...sessionActions
      .filter((action) => !onlyThen.has(action.id) || action.states.includes(session.state))
      .map((action) => ({
        name: action.name,
        icon: actionIcons[action.id] ?? Play,
        consequence: consequenceOf(action, session),
        disabled: actionsFor(session).includes(action) ? undefined : whyNot(session),
        keys: action.key,
        cli: `clauderon ${action.id} ${name}`,
        run: () => runAction(action, session),
      })),
    {
      name: "Copy attach command",
      icon: Copy,
      consequence: `clauderon attach ${name}`,
      run: () => void navigator.clipboard.writeText(`clauderon attach ${name}`).then(() => toast("Copied.")),
    },
    {
      name: "Delete…",
      icon: Trash2,
      consequence: "Says first what it would destroy",
      atRisk: session,
      keys: "sessions.delete",
      cli: `clauderon delete ${name}`,
      run: () => useDialogs.setState({ deleting: [session] }),
    },
  ];
}

function requestWords({ id }: Session): string {
  const totals = useStatus.getState().totals.get(id);
  return totals ? `${plural(totals.requests, "request")}, ${totals.denials} refused` : "None yet";
}

function changeWords({ id }: Session): string {
  const totals = useStatus.getState().changes.get(id);
  return totals ? `${plural(totals.files, "file")}, ${diffTotals(totals)}` : "File by file, side by side";
}
