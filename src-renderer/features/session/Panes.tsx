import { clsx } from "clsx";
import { ShieldX } from "lucide-react";
import { Fragment, Suspense, useCallback, useMemo } from "react";
import { Group, Panel, useGroupRef } from "react-resizable-panels";
import { toast } from "sonner";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { uptime } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useSessions } from "../../state/sessions.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Divider } from "../../ui/Divider.tsx";
import { loadedLater } from "../../ui/loadedLater.ts";
import { CreationView } from "../create/CreationView.tsx";
import { actionsFor } from "../sessions/sessionActions.ts";
import { runAction } from "../sessions/sessionMenu.ts";
import type { TerminalSize } from "../terminal/attachedTerminal.ts";
import { useCell } from "../terminal/useCell.ts";
import { draggedSession } from "./dragSession.ts";
import { type Layout, type Tab, titleOf } from "./layout.ts";
import { PrintOutput } from "./PrintOutput.tsx";
import { type PaneTree, paneOf, type Split, tabsIn } from "./paneTree.ts";
import { SelfTestReport } from "./SelfTestReport.tsx";
import { SessionLog } from "./SessionLog.tsx";
import { activate, closeTab, keepSizes, newTab, splitWith } from "./tabs.ts";

const terminal = loadedLater(() => import("../terminal/TerminalPane.tsx"));
const TerminalPane = terminal.Component;

/** Does before the first click what a first terminal takes long for. */
export async function readyTerminals(): Promise<void> {
  await terminal.load();
  const { makeSpare } = await import("../terminal/spareTerminal.ts");
  await makeSpare();
}

export interface PanesProps {
  readonly layout: Layout;
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/** The terminals that are shown, as the tree says. */
export function Panes({ layout, onKey }: PanesProps) {
  const { tree, active, maximised } = layout;
  if (tree === null || active === null) return null;
  const shown = maximised ? paneOf(active) : tree;
  return <Node tree={shown} layout={layout} onKey={onKey} several={tabsIn(shown).length > 1} />;
}

function Node(props: PanesProps & { readonly tree: PaneTree; readonly several: boolean }) {
  const { tree, layout, several } = props;
  if (tree.kind === "pane") {
    const tab = layout.tabs.find(({ id }) => id === tree.tab);
    return tab ? (
      <OnePane key={tab.id} tab={tab} active={tab.id === layout.active} {...props} several={several} />
    ) : null;
  }
  return <OneSplit key={tree.children.map(idOf).join()} {...props} split={tree} />;
}

const idOf = (child: PaneTree): string => (child.kind === "pane" ? child.tab : child.id);

function OneSplit(props: PanesProps & { readonly split: Split; readonly several: boolean }) {
  const { id, direction, children, sizes } = props.split;
  const group = useGroupRef();
  const cell = useCell();
  const even = (): void => {
    group.current?.setLayout(Object.fromEntries(children.map((child) => [idOf(child), 100 / children.length])));
  };
  return (
    <Group
      groupRef={group}
      orientation={direction === "row" ? "horizontal" : "vertical"}
      defaultLayout={Object.fromEntries(children.map((child, at) => [idOf(child), sizes[at] ?? 100 / children.length]))}
      onLayoutChanged={(changed) =>
        keepSizes(
          id,
          children.map((child) => changed[idOf(child)] ?? 0),
        )
      }
      className="h-full min-h-0"
    >
      {children.map((child, at) => (
        <Fragment key={idOf(child)}>
          {at > 0 && (
            <Divider
              label="Between two terminals"
              direction={direction}
              group={group}
              cell={cell}
              onDoubleClick={even}
            />
          )}
          <Panel id={idOf(child)} minSize={direction === "row" ? "160px" : "90px"}>
            <Node {...props} tree={child} />
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

function OnePane(props: PanesProps & { readonly tab: Tab; readonly active: boolean; readonly several: boolean }) {
  const { tab, active, several } = props;
  const session = useSessions(({ sessions }) => sessions?.get(tab.session) ?? null);
  if (session === null) return <Loading rows={3} />;
  return (
    <div
      role="presentation"
      data-pane={tab.id}
      {...(active ? { "data-region": "terminal" } : {})}
      className={clsx(
        "@container h-full min-h-0",
        several && "border-t-2",
        several && (active ? "border-accent" : "border-transparent"),
      )}
      onMouseDown={() => activate(tab.id)}
      onDragOver={(event) => event.dataTransfer.types.includes(draggedSession) && event.preventDefault()}
      onDrop={(event) => {
        const dropped = event.dataTransfer.getData(draggedSession);
        if (!useSessions.getState().sessions?.has(dropped)) return;
        event.preventDefault();
        activate(tab.id);
        splitWith(newTab("agent", dropped), "row");
      }}
    >
      <Content {...props} session={session} />
    </div>
  );
}

function Content(props: PanesProps & { readonly tab: Tab; readonly active: boolean; readonly session: Session }) {
  const { tab, session } = props;
  const open = useOpen(tab, session.startedAt ?? "");
  const onEnded = useCallback(
    (exitCode: number | null) => {
      if (tab.kind === "shell" && exitCode === 0) closeTab(tab.id);
    },
    [tab.kind, tab.id],
  );
  const sessionId = session.id;
  const canStart = actionsFor(session).some(({ id }) => id === "start");
  const onRestart = useMemo(() => {
    if (!canStart) return null;
    return () => {
      client()
        .sessions.start({ session: sessionId })
        .catch((error: Error) => toast.error(error.message));
    };
  }, [canStart, sessionId]);
  const onFocus = useCallback(() => activate(tab.id), [tab.id]);
  if (session.state === "creating") return <CreationView name={session.name} />;
  if (tab.kind === "log") return <SessionLog session={session} label={`Log of ${session.name}`} />;
  if (tab.kind === "agent" && session.mode !== "interactive") return <PrintOutput session={session} />;
  // An agent that was not started has no screen: what was tried says why.
  if (tab.kind === "agent" && session.selfTest?.verdict === "fail" && session.state !== "running") {
    return (
      <div className="h-full overflow-auto p-6">
        <div className="flex max-w-[720px] flex-col gap-4">
          <p className="flex items-center gap-2 font-medium text-danger">
            <ShieldX size={15} aria-hidden /> Not started: the network test found a way out, or proved nothing.
          </p>
          <SelfTestReport test={session.selfTest} />
          <div className="flex gap-2">
            <Actions session={session} />
          </div>
        </div>
      </div>
    );
  }
  const isShell = tab.kind === "shell";
  if (isShell && session.state !== "running") {
    return (
      <Empty title="A shell needs a running session.">
        <Actions session={session} />
      </Empty>
    );
  }
  return (
    <Suspense fallback={<Loading rows={3} />}>
      <TerminalPane
        tab={tab.id}
        session={session.id}
        sessionName={session.name}
        label={`Terminal of ${titleOf(tab, session.name, props.layout)}`}
        open={open}
        active={props.active}
        onKey={props.onKey}
        onEnded={onEnded}
        onFocus={onFocus}
        endedWords={isShell ? null : endedWords(session)}
        endedActions={<Actions session={session} />}
        onRestart={isShell ? null : onRestart}
      />
    </Suspense>
  );
}

/** How the last run ended, and what Enter does. */
function endedWords({ state, exitCode, startedAt, endedAt, error }: Session): string {
  const took = startedAt && endedAt ? ` after ${uptime(Date.parse(endedAt) - Date.parse(startedAt))}` : "";
  const how = state === "stopped" ? `Stopped${took}` : `Exited with ${exitCode ?? "an unknown code"}${took}`;
  if (state === "exited" || state === "stopped") return `${how}. Enter restarts, workspace kept.`;
  return error === null ? `${how}. The workspace is kept.` : neutralise(error, 300);
}

const opens = new Map<
  string,
  (client: ClauderonClient, size: TerminalSize) => ReturnType<ClauderonClient["terminals"]["exec"]>
>();

/** The same function for the same run of a session, wherever its tab is drawn; another run is another terminal. */
function useOpen(tab: Tab, run: string) {
  const key = `${tab.id} ${run}`;
  const known = opens.get(key);
  if (known) return known;
  const { session } = tab;
  const made = (client: ClauderonClient, size: TerminalSize) => {
    if (tab.kind === "agent") return client.terminals.attach({ session, ...size });
    // A login shell where there is one.
    const command = ["/bin/sh", "-c", "exec $(command -v bash || echo sh) -i"];
    return client.terminals.exec({ session, ...size, command, tty: true });
  };
  opens.set(key, made);
  return made;
}

function Actions({ session }: { readonly session: Session }) {
  return actionsFor(session)
    .filter(({ id }) => id === "start" || id === "recreate")
    .map((action) => (
      <Button key={action.id} small title={action.consequence} onClick={() => runAction(action, session)}>
        {action.name}
      </Button>
    ));
}
