import { clsx } from "clsx";
import { PanelRight, Plus, SquareTerminal, X } from "lucide-react";
import { type DragEvent, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { usePreferences } from "../../state/preferences.ts";
import { IconButton } from "../../ui/Button.tsx";
import { runKey } from "../../ui/keyboard.ts";
import { StateIcon, stateWord } from "../sessions/SessionState.tsx";
import { activate, addShell, closeTab, moveTab, type SessionLayout, type Tab } from "./tabs.ts";

/** One tab a terminal. Closing one detaches; it never stops anything. */
export function TabBar({ session, layout }: { readonly session: Session; readonly layout: SessionLayout }) {
  const [dragged, setDragged] = useState<string | null>(null);
  const sidePanel = usePreferences((preferences) => preferences.sidePanel);
  const { name } = session;
  const step = (by: number): void => {
    const at = layout.tabs.findIndex(({ id }) => id === layout.active);
    const next = layout.tabs[(at + by + layout.tabs.length) % layout.tabs.length];
    if (next) activate(name, next.id);
  };
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line bg-bg px-2">
      <div role="tablist" aria-label="Terminals" className="flex min-w-0 items-center gap-px overflow-x-auto">
        {layout.tabs.map((tab, at) => (
          <TabButton
            key={tab.id}
            tab={tab}
            title={titleOf(tab, layout)}
            session={session}
            active={tab.id === layout.active}
            onKey={(event) =>
              runKey(event, {
                ArrowRight: () => step(1),
                ArrowLeft: () => step(-1),
                Delete: () => closeTab(name, tab.id),
              })
            }
            onDrag={() => setDragged(tab.id)}
            onDrop={() => {
              if (dragged !== null) moveTab(name, dragged, at);
              setDragged(null);
            }}
          />
        ))}
      </div>
      {session.mode === "interactive" && (
        <IconButton label="Shell in this session" keys="Mod+T" onClick={() => addShell(name)}>
          <Plus size={14} aria-hidden />
        </IconButton>
      )}
      <span className="ml-auto" />
      <IconButton
        label="Side panel"
        keys="Mod+J"
        pressed={sidePanel}
        onClick={() => usePreferences.setState({ sidePanel: !sidePanel })}
      >
        <PanelRight size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

function titleOf(tab: Tab, { tabs }: SessionLayout): string {
  if (tab.kind === "agent") return "agent";
  const shells = tabs.filter(({ kind }) => kind === "shell");
  return shells.length === 1 ? "shell" : `shell ${shells.indexOf(tab) + 1}`;
}

function TabButton(props: {
  readonly tab: Tab;
  readonly title: string;
  readonly session: Session;
  readonly active: boolean;
  readonly onKey: (event: React.KeyboardEvent) => void;
  readonly onDrag: () => void;
  readonly onDrop: () => void;
}) {
  const { tab, title, session, active } = props;
  return (
    <span
      draggable
      onDragStart={props.onDrag}
      onDragOver={(event: DragEvent) => event.preventDefault()}
      onDrop={props.onDrop}
      onAuxClick={(event) => event.button === 1 && closeTab(session.name, tab.id)}
      role="presentation"
      className={clsx(
        "flex h-9 items-center gap-1 border-b-2 px-1",
        active ? "border-accent bg-surface" : "border-transparent",
      )}
    >
      <button
        type="button"
        role="tab"
        aria-selected={active}
        aria-label={`${title} of ${session.name}, ${stateWord(session)}`}
        tabIndex={active ? 0 : -1}
        onClick={() => activate(session.name, tab.id)}
        onKeyDown={props.onKey}
        className={clsx(
          "flex h-7 items-center gap-2 rounded-control px-2",
          active ? "text-text" : "text-text2 hover:bg-hover",
        )}
      >
        {tab.kind === "agent" ? <StateIcon session={session} size={13} /> : <SquareTerminal size={13} aria-hidden />}
        {title}
      </button>
      {tab.kind === "shell" && (
        <IconButton label={`Close ${title}`} tabIndex={-1} onClick={() => closeTab(session.name, tab.id)}>
          <X size={12} aria-hidden />
        </IconButton>
      )}
    </span>
  );
}
