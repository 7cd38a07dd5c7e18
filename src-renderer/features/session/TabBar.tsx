import { clsx } from "clsx";
import { Columns2, PanelRight, Plus, Rows2, ScrollText, SquareTerminal, X } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { useStrokes } from "../../keys/commands.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { usePreferences } from "../../state/preferences.ts";
import { useSessions } from "../../state/sessions.ts";
import { IconButton } from "../../ui/Button.tsx";
import { StateIcon, stateWord } from "../sessions/SessionState.tsx";
import { type Layout, type Tab, titleOf } from "./layout.ts";
import { activate, closeTab, moveTab, openTab, splitShell, stepTab } from "./tabs.ts";

/** One tab a terminal, of whatever session. Closing one detaches; it never stops anything. */
export function TabBar({ session, layout }: { readonly session: Session; readonly layout: Layout }) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const sessions = useSessions((state) => state.sessions);
  const sidePanel = usePreferences((preferences) => preferences.sidePanel);
  const canExec = session.mode === "interactive" && session.state === "running";
  return (
    <div data-region="tabs" className="flex h-9 shrink-0 items-center border-b border-line bg-bg pr-2">
      <div
        role="tablist"
        aria-label="Terminals"
        className="flex min-w-0 items-center overflow-x-auto [scrollbar-width:none]"
      >
        {layout.tabs.map((tab, at) => {
          const owner = sessions?.get(tab.session);
          return owner ? (
            <TabButton
              key={tab.id}
              tab={tab}
              title={titleOf(tab, owner.name, layout)}
              session={owner}
              active={tab.id === layout.active}
              marked={over === tab.id && dragged !== null && dragged !== tab.id}
              onDrag={() => setDragged(tab.id)}
              onOver={() => setOver(tab.id)}
              onDrop={() => {
                if (dragged !== null) moveTab(dragged, at);
                setDragged(null);
                setOver(null);
              }}
            />
          ) : null;
        })}
      </div>
      {canExec && (
        <IconButton label="Shell in this session" keys="terminal.shell" onClick={() => openTab("shell", session.id)}>
          <Plus size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton label="Log of this session" onClick={() => openTab("log", session.id)}>
        <ScrollText size={14} aria-hidden />
      </IconButton>
      <span className="ml-auto" />
      {canExec && (
        <>
          <IconButton label="Shell to the right" keys="terminal.splitRight" onClick={() => splitShell("row")}>
            <Columns2 size={14} aria-hidden />
          </IconButton>
          <IconButton label="Shell below" keys="terminal.splitDown" onClick={() => splitShell("column")}>
            <Rows2 size={14} aria-hidden />
          </IconButton>
        </>
      )}
      <IconButton
        label="Side panel"
        keys="app.sidePanel"
        pressed={sidePanel}
        onClick={() => usePreferences.setState({ sidePanel: !sidePanel })}
      >
        <PanelRight size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

/** By the arrows, the focus goes along from tab to tab. */
function step(by: number): void {
  stepTab(by);
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus());
}

/** The keys go into what the tab shows, for a person who chooses the chosen one again. */
function enter(tab: string): void {
  document.querySelector<HTMLElement>(`[data-pane="${CSS.escape(tab)}"] .xterm textarea`)?.focus();
}

function TabButton(props: {
  readonly tab: Tab;
  readonly title: string;
  readonly session: Session;
  readonly active: boolean;
  readonly marked: boolean;
  readonly onDrag: () => void;
  readonly onOver: () => void;
  readonly onDrop: () => void;
}) {
  const { tab, title, session, active } = props;
  const Icon = tab.kind === "log" ? ScrollText : SquareTerminal;
  const [closeKey] = useStrokes("terminal.closeTab");
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (active) button.current?.parentElement?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);
  return (
    <span
      draggable
      onDragStart={props.onDrag}
      onDragEnter={props.onOver}
      onDragOver={(event: DragEvent) => event.preventDefault()}
      onDrop={props.onDrop}
      onAuxClick={(event) => event.button === 1 && closeTab(tab.id)}
      role="presentation"
      className={clsx(
        "group flex h-9 shrink-0 items-center gap-1 border-r border-line pl-3 pr-1",
        active ? "bg-surface shadow-[inset_0_2px_0_var(--accent)]" : "hover:bg-hover",
        props.marked && "border-l-2 border-l-accent",
      )}
    >
      <button
        ref={button}
        type="button"
        role="tab"
        aria-selected={active}
        aria-label={`${tab.kind} of ${title}, ${stateWord(session)}`}
        tabIndex={active ? 0 : -1}
        onClick={() => (active ? enter(tab.id) : activate(tab.id))}
        onKeyDown={(event) =>
          runKey(event, {
            ArrowRight: () => step(1),
            ArrowLeft: () => step(-1),
            Delete: () => closeTab(tab.id),
          })
        }
        title={title}
        className={clsx("flex h-7 items-center gap-2 font-mono text-small", active ? "text-text" : "text-text2")}
      >
        {tab.kind === "agent" ? <StateIcon session={session} size={13} /> : <Icon size={13} aria-hidden />}
        <span className="max-w-44 truncate">{title}</span>
      </button>
      {/* For the mouse: a list of tabs holds tabs only. The keys are Delete on the tab, and Mod+W. */}
      <span
        aria-hidden
        data-close={tab.id}
        title={`Close${closeKey ? ` (${closeKey})` : ""}: detaches, stops nothing`}
        onClick={() => closeTab(tab.id)}
        className={clsx(
          "flex size-6 items-center justify-center rounded-control text-text3 hover:bg-active hover:text-text",
          !active && "opacity-0 group-hover:opacity-100",
        )}
      >
        <X size={12} aria-hidden />
      </span>
    </span>
  );
}
