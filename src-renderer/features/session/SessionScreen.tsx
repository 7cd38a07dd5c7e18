import { CircleDashed } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect } from "react";
import { Group, Panel, useGroupRef } from "react-resizable-panels";
import type { Session } from "../../../src-shared/model/session.ts";
import { runCommand } from "../../keys/commands.ts";
import { useOffered } from "../../keys/offered.ts";
import { useDeleted } from "../../state/deleted.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go, useRoute } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Divider } from "../../ui/Divider.tsx";
import { useMedia } from "../../ui/useMedia.ts";
import { HeldStrip } from "../approvals/HeldStrip.tsx";
import { CreationView } from "../create/CreationView.tsx";
import { useCreations } from "../create/creations.ts";
import { bringBack } from "../sessions/deletions.ts";
import { useCell } from "../terminal/useCell.ts";
import { Panes } from "./Panes.tsx";
import { SessionHeader } from "./SessionHeader.tsx";
import { SidePanel } from "./SidePanel.tsx";
import { TabBar } from "./TabBar.tsx";
import {
  activateNumber,
  closeTab,
  goToSide,
  moveActive,
  openTab,
  showSession,
  splitShell,
  toggleMaximised,
  useLayout,
} from "./tabs.ts";

const DiffSheet = lazy(() => import("./changes/DiffSheet.tsx"));

const toTabs = Object.fromEntries(
  ([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((number) => [`terminal.tab${number}`, () => activateNumber(number - 1)]),
);

function closeActive(): void {
  const { active } = useLayout.getState();
  if (active !== null) closeTab(active);
}

export default function SessionScreen({ name }: { readonly name: string }) {
  const sessions = useSessions((state) => state.sessions);
  const session = sessionNamed(sessions, name);
  const isOnItsWay = useCreations(({ creations }) => creations.has(name));
  if (sessions === null) {
    return (
      <>
        <h1 className="sr-only">{name}</h1>
        <Loading />
      </>
    );
  }
  if (session === null && isOnItsWay) return <CreationScreen name={name} />;
  if (session === null) return <NoSession name={name} />;
  return <OneSession session={session} />;
}

function NoSession({ name }: { readonly name: string }) {
  const deleted = useDeleted((state) => state.deleted.find((one) => one.name === name));
  return (
    <>
      <h1 className="sr-only">{name}</h1>
      <Empty title={deleted ? `${name} was deleted.` : `There is no session ${name}.`}>
        {deleted && (
          <Button kind="primary" onClick={() => void bringBack([deleted])}>
            Bring back
          </Button>
        )}
        <Button onClick={() => go("/sessions")}>All sessions</Button>
      </Empty>
    </>
  );
}

/** A session that is in no list yet: its progress, or why there will be none. */
function CreationScreen({ name }: { readonly name: string }) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-[38px] shrink-0 items-center gap-2 border-b border-line px-4">
        <CircleDashed size={14} aria-hidden className="text-text2" />
        <span className="text-text2">Creating</span>
        <h1 className="font-mono font-medium">{name}</h1>
      </header>
      <div className="min-h-0 flex-1">
        <CreationView name={name} />
      </div>
    </div>
  );
}

function OneSession({ session }: { readonly session: Session }) {
  const layout = useLayout();
  const sidePanel = usePreferences((preferences) => preferences.sidePanel);
  const group = useGroupRef();
  const cell = useCell();
  const isNarrow = useMedia("(max-width: 1099px)");
  const { search } = useRoute();
  const { id, mode } = session;
  useEffect(() => showSession(id), [id]);
  useEffect(() => {
    if (!isNarrow) return;
    // Over a terminal it would cover the prompt: there it opens only when it is asked for.
    const { sidePanel: before } = usePreferences.getState();
    usePreferences.setState({ sidePanel: false });
    return () => void usePreferences.setState({ sidePanel: before });
  }, [isNarrow]);

  /** Keys that work in a terminal and outside; true when one was meant. */
  const onKey = useCallback(
    (event: KeyboardEvent): boolean => {
      const canExec = mode === "interactive";
      return runCommand(event, {
        ...(canExec
          ? {
              "terminal.shell": () => openTab("shell", id),
              "terminal.splitRight": () => splitShell("row"),
              "terminal.splitDown": () => splitShell("column"),
            }
          : {}),
        "terminal.closeTab": closeActive,
        "terminal.maximise": toggleMaximised,
        "terminal.paneLeft": () => goToSide("left"),
        "terminal.paneRight": () => goToSide("right"),
        "terminal.paneUp": () => goToSide("up"),
        "terminal.paneDown": () => goToSide("down"),
        "terminal.moveTabLeft": () => moveActive(-1),
        "terminal.moveTabRight": () => moveActive(1),
        ...toTabs,
      });
    },
    [id, mode],
  );
  useOffered({
    ...(mode === "interactive"
      ? { "terminal.splitRight": () => splitShell("row"), "terminal.splitDown": () => splitShell("column") }
      : {}),
    "terminal.closeTab": closeActive,
    "terminal.maximise": toggleMaximised,
    "terminal.moveTabLeft": () => moveActive(-1),
    "terminal.moveTabRight": () => moveActive(1),
  });
  const panes = <Panes layout={layout} onKey={onKey} />;

  return (
    <div className="flex h-full min-h-0 flex-col" onKeyDown={(event) => onKey(event.nativeEvent)} role="presentation">
      <div className="relative shrink-0">
        <TabBar session={session} layout={layout} />
        <HeldStrip session={session} />
      </div>
      <SessionHeader session={session} />
      <Suspense>
        {session.repository && search.has("diff") && <DiffSheet session={session} path={search.get("diff") ?? ""} />}
      </Suspense>
      <div className="relative min-h-0 flex-1">
        {sidePanel && !isNarrow ? (
          <Group groupRef={group} orientation="horizontal" className="h-full">
            <Panel id="terminals" minSize="320px">
              {panes}
            </Panel>
            <Divider label="Width of the side panel" direction="row" group={group} cell={cell} />
            <Panel id="side" defaultSize="440px" minSize="300px" maxSize="60%">
              <SidePanel session={session} />
            </Panel>
          </Group>
        ) : (
          <>
            {panes}
            {sidePanel && (
              <div className="absolute inset-y-0 right-0 w-[60%] border-l border-line bg-surface shadow-floating max-[800px]:w-full">
                <SidePanel session={session} />
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}
