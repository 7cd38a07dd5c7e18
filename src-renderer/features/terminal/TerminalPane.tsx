import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { count } from "../../format/formats.ts";
import { usePreferences, useTerminalTheme } from "../../state/preferences.ts";
import { Key } from "../../ui/Key.tsx";
import { useLayout } from "../session/tabs.ts";
import { askBeforePasting } from "./askBeforePasting.ts";
import type { AttachOptions, TerminalStatus } from "./attachedTerminal.ts";
import { FindBar } from "./FindBar.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import { PasteDialog } from "./PasteDialog.tsx";
import { ensureTerminal, keepOnly, type PooledTerminal } from "./pool.ts";

// A terminal ends with its tab, wherever the tab was closed.
useLayout.subscribe(({ tabs }) => keepOnly(new Set(tabs.map(({ id }) => id))));

export interface TerminalPaneProps {
  readonly tab: string;
  readonly session: string;
  readonly sessionName: string;
  /** What a screen reader calls it. */
  readonly label: string;
  /** Another function is another terminal: after the session began to run again, for example. */
  readonly open: AttachOptions["open"];
  readonly active: boolean;
  readonly onEnded: (exitCode: number | null) => void;
  readonly onFocus: () => void;
  /** What stands below the last screen of a program that ended; null: only how it ended. */
  readonly endedWords: string | null;
  readonly endedActions?: React.ReactNode;
  /** What Enter does then. */
  readonly onRestart: (() => void) | null;
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/** The frame around a tab's terminal. It never takes the focus, never covers the prompt. */
export default function TerminalPane(props: TerminalPaneProps) {
  const { tab, session, open, onKey, onEnded, onRestart } = props;
  const theme = useTerminalTheme();
  const host = useRef<HTMLDivElement>(null);
  const [pooled, setPooled] = useState<PooledTerminal | null>(null);
  useEffect(() => {
    if (host.current) setPooled(ensureTerminal(tab, session, host.current));
  }, [tab, session]);
  useEffect(() => {
    if (!pooled) return;
    pooled.onKey = onKey;
    pooled.onEnded = onEnded;
    pooled.onRestart = onRestart;
  }, [pooled, onKey, onEnded, onRestart]);
  useEffect(() => pooled?.follow(open), [pooled, open]);

  const onPaste = (event: ClipboardEvent): void => {
    if (!(event.target instanceof HTMLElement && event.target.closest(".xterm"))) return;
    const files = [...event.clipboardData.files];
    event.preventDefault();
    event.stopPropagation();
    if (files.length > 0) pooled?.upload(files);
    else pooled?.paste(event.clipboardData.getData("text/plain"));
  };
  const onDrop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    pooled?.upload([...event.dataTransfer.files]);
  };
  return (
    <section
      aria-label={props.label}
      data-theme={theme}
      onFocus={props.onFocus}
      onPasteCapture={onPaste}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
      className="flex h-full min-h-0 min-w-0 flex-col bg-terminal text-text"
    >
      {pooled && <Above pooled={pooled} />}
      <div className="min-h-0 flex-1 overflow-hidden py-1 pl-3">
        <Dimmed pooled={pooled}>
          <div ref={host} className="h-full" />
        </Dimmed>
      </div>
      {pooled && <Around {...props} pooled={pooled} />}
    </section>
  );
}

function Above({ pooled }: { readonly pooled: PooledTerminal }) {
  const finding = useStore(pooled.state, (state) => state.finding);
  if (!finding) return null;
  return <FindBar live={pooled.live} onClose={() => pooled.state.setState({ finding: false })} />;
}

/** A last screen that nobody types into is dimmer than a live one. */
function Dimmed({ pooled, children }: { readonly pooled: PooledTerminal | null; readonly children: React.ReactNode }) {
  const [kind, setKind] = useState<TerminalStatus["kind"]>("attaching");
  useEffect(() => {
    if (!pooled) return;
    setKind(pooled.state.getState().status.kind);
    return pooled.state.subscribe(({ status }) => setKind(status.kind));
  }, [pooled]);
  return <div className={`h-full ${kind === "ended" ? "opacity-75" : ""}`}>{children}</div>;
}

const usedElsewhere =
  "input, textarea:not(.xterm textarea), select, [role=dialog], [role=menu], [role=grid], [role=tab]:focus-visible";

function Around(props: TerminalPaneProps & { readonly pooled: PooledTerminal }) {
  const { pooled, active } = props;
  const { status, size, link, pasted, note } = useStore(pooled.state);
  const { terminal } = pooled.live;
  const { kind } = status;
  const set = pooled.state.setState;
  useEffect(() => {
    // Only where nothing else is being used: what a person types elsewhere stays theirs.
    const inUse = document.activeElement?.closest(usedElsewhere);
    if (active && kind === "attached" && !inUse) terminal.focus();
  }, [active, kind, terminal]);
  return (
    <>
      <Strip status={status} size={size} note={note} endedWords={props.endedWords}>
        {kind === "ended" && props.endedActions}
      </Strip>
      {link !== null && <LinkDialog address={link} session={props.sessionName} onClose={() => set({ link: null })} />}
      {pasted !== null && (
        <PasteDialog
          text={pasted}
          onStopAsking={(stop) => askBeforePasting(pooled.session, !stop)}
          onClose={() => {
            set({ pasted: null });
            terminal.focus();
          }}
          onPaste={() => {
            terminal.paste(pasted);
            set({ pasted: null });
            terminal.focus();
          }}
        />
      )}
    </>
  );
}

function Strip(props: {
  readonly status: TerminalStatus;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly note: string | null;
  readonly endedWords: string | null;
  readonly children: React.ReactNode;
}) {
  const { status, size, note } = props;
  const scrollback = usePreferences((preferences) => preferences.scrollback);
  return (
    <div className="flex min-h-6 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap @max-[420px]:flex-wrap @max-[420px]:whitespace-normal border-t border-line px-3 py-0.5 text-label text-text3">
      <span role="status">
        {status.kind === "ended" && props.endedWords ? props.endedWords : wordsFor(status, size)}
      </span>
      {status.kind === "attached" && note === null && (
        <span className="@max-[420px]:hidden">scrollback {count(scrollback)}</span>
      )}
      {props.children}
      {note && (
        <span className="min-w-0 truncate" title={note}>
          {note}
        </span>
      )}
      {status.kind === "attached" && (
        <span className="ml-auto flex min-w-0 items-center gap-1 truncate">
          <span className="@max-[420px]:hidden">Keys go to the terminal. </span>Leave it with{" "}
          <Key keys="terminal.leave" inTerminal />
        </span>
      )}
    </div>
  );
}

function wordsFor(status: TerminalStatus, { cols, rows }: { readonly cols: number; readonly rows: number }): string {
  switch (status.kind) {
    case "attaching":
      return "Attaching…";
    case "attached":
      return `${cols} × ${rows}`;
    case "detached":
      if (status.reason === null) return "Not attached. This is the last screen.";
      return `Not attached. ${status.reason}${status.mayPass ? " It is tried again each second." : ""}`;
    case "ended":
      return `Exited with ${status.exitCode ?? "an unknown code"}. The workspace is kept.`;
  }
}
