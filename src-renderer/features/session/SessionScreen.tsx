import { lazy, Suspense, useCallback } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { runKey } from "../../ui/keyboard.ts";
import { HeldStrip } from "../approvals/HeldStrip.tsx";
import { actionsFor } from "../sessions/sessionActions.ts";
import { runAction } from "../sessions/sessionMenu.ts";
import type { TerminalSize } from "../terminal/attachedTerminal.ts";
import { PrintOutput } from "./PrintOutput.tsx";
import { SessionHeader } from "./SessionHeader.tsx";
import { SidePanel } from "./SidePanel.tsx";
import { TabBar } from "./TabBar.tsx";
import { activate, addShell, closeTab, freshLayout, moveTab, type Tab, useLayouts } from "./tabs.ts";

const TerminalPane = lazy(() => import("../terminal/TerminalPane.tsx"));

export default function SessionScreen({ name }: { readonly name: string }) {
  const sessions = useSessions((state) => state.sessions);
  const session = sessionNamed(sessions, name);
  if (sessions === null) return <Loading />;
  if (session === null) {
    return (
      <Empty title={`There is no session ${name}.`}>
        <Button onClick={() => go("/sessions")}>All sessions</Button>
      </Empty>
    );
  }
  return <OneSession session={session} />;
}

function OneSession({ session }: { readonly session: Session }) {
  const { name } = session;
  const layout = useLayouts(({ layouts }) => layouts[name] ?? freshLayout);
  const sidePanel = usePreferences((preferences) => preferences.sidePanel);
  const shown = layout.tabs.filter(({ id }) => id === layout.active || id === layout.beside);

  /** Keys that work in a terminal and outside; true when one was meant. */
  const onKey = useCallback(
    (event: KeyboardEvent): boolean => {
      const { tabs, active } = useLayouts.getState().layouts[name] ?? freshLayout;
      const at = tabs.findIndex(({ id }) => id === active);
      const table: Record<string, () => void> = {
        "Mod+Shift+T": () => addShell(name),
        "Alt+Shift+T": () => addShell(name),
        "Mod+Shift+W": () => closeTab(name, active),
        "Alt+Shift+W": () => closeTab(name, active),
        "Mod+Shift+D": () => addShell(name, true),
        "Mod+PageUp": () => moveTab(name, active, at - 1),
        "Mod+PageDown": () => moveTab(name, active, at + 1),
      };
      tabs.slice(0, 9).forEach(({ id }, number) => {
        table[`Mod+Shift+${number + 1}`] = () => activate(name, id);
      });
      return runKey(event, table);
    },
    [name],
  );

  return (
    <div className="flex h-full min-h-0 flex-col" onKeyDown={(event) => onKey(event.nativeEvent)} role="presentation">
      <SessionHeader session={session} />
      <div className="relative shrink-0">
        <TabBar session={session} layout={layout} />
        <HeldStrip session={session} />
      </div>
      <Group orientation="horizontal" className="min-h-0 flex-1">
        {session.mode === "interactive" ? (
          shown.map((tab) => (
            <PaneOf
              key={tab.id}
              first={tab === shown[0]}
              tab={tab}
              session={session}
              active={tab.id === layout.active}
              onKey={onKey}
            />
          ))
        ) : (
          <Panel id="print" minSize={20}>
            <PrintOutput session={session} />
          </Panel>
        )}
        {sidePanel && (
          <>
            <Separator
              aria-label="Width of the side panel"
              className="w-px bg-line focus-visible:bg-accent max-[1100px]:hidden"
            />
            <Panel id="side" defaultSize="32%" minSize="280px" maxSize="60%" className="max-[1100px]:hidden">
              <SidePanel session={session} />
            </Panel>
          </>
        )}
      </Group>
    </div>
  );
}

function PaneOf(props: {
  readonly first: boolean;
  readonly tab: Tab;
  readonly session: Session;
  readonly active: boolean;
  readonly onKey: (event: KeyboardEvent) => boolean;
}) {
  const { tab, session, active } = props;
  const run = session.startedAt ?? "";
  const open = useOpen(tab, session.id, run);
  const isShell = tab.kind === "shell";
  return (
    <>
      {!props.first && (
        <Separator aria-label="Between the terminals" className="w-px bg-line focus-visible:bg-accent" />
      )}
      <Panel id={tab.id} minSize="160px">
        <Suspense fallback={<Loading rows={3} />}>
          {isShell && session.state !== "running" ? (
            <Empty title="A shell needs a running session.">
              <Actions session={session} />
            </Empty>
          ) : (
            <TerminalPane
              session={session.id}
              label={isShell ? `Shell in ${session.name}` : `Terminal of ${session.name}`}
              open={open}
              active={active}
              onKey={props.onKey}
              onEnded={isShell ? () => closeTab(session.name, tab.id) : undefined}
              endedActions={<Actions session={session} />}
            />
          )}
        </Suspense>
      </Panel>
    </>
  );
}

/** Another run of the session is another terminal, so that the function changes with it. */
function useOpen(tab: Tab, session: string, run: string) {
  return useCallback(
    (client: ClauderonClient, size: TerminalSize) => {
      if (tab.kind === "agent") return client.terminals.attach({ session, ...size });
      // The run is named so that a shell of an earlier one is never taken for this one's.
      const command = ["/bin/sh", "-c", "exec $(command -v bash || echo sh) -i", run];
      return client.terminals.exec({ session, ...size, command, tty: true });
    },
    [tab.kind, session, run],
  );
}

function Actions({ session }: { readonly session: Session }) {
  return actionsFor(session)
    .filter(({ id }) => id === "start" || id === "recreate")
    .map((action) => (
      <Button key={action.id} small onClick={() => runAction(action, session)}>
        {action.name}
      </Button>
    ));
}
