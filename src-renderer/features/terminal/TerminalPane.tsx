import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type ClipboardEvent, type DragEvent, useCallback, useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { client, useConnection } from "../../connection/connection.ts";
import { usePreferences } from "../../state/preferences.ts";
import { IconButton } from "../../ui/Button.tsx";
import { isForTheApp, isPressed, runKey } from "../../ui/keyboard.ts";
import { AttachedTerminal, type AttachOptions, type TerminalStatus } from "./attachedTerminal.ts";
import { createTerminal, type LiveTerminal } from "./createTerminal.ts";
import { LinkDialog } from "./LinkDialog.tsx";
import { PasteDialog } from "./PasteDialog.tsx";
import { needsPreview } from "./paste.ts";

export interface TerminalPaneProps {
  readonly session: string;
  /** What a screen reader calls it. */
  readonly label: string;
  /** Another function is another terminal: after the session began to run again, for example. */
  readonly open: AttachOptions["open"];
  readonly active: boolean;
  readonly onEnded?: ((exitCode: number | null) => void) | undefined;
  readonly endedActions?: React.ReactNode;
  readonly onKey?: (event: KeyboardEvent) => boolean;
}

/** A live terminal. It never takes the focus, never covers the prompt, and leaves every key to the program. */
export default function TerminalPane(props: TerminalPaneProps) {
  const { session, open, active } = props;
  const host = useRef<HTMLDivElement>(null);
  const live = useRef<LiveTerminal | null>(null);
  const attached = useRef<AttachedTerminal | null>(null);
  const connection = useConnection((state) => state.client);
  const [status, setStatus] = useState<TerminalStatus>({ kind: "attaching" });
  const [link, setLink] = useState<string | null>(null);
  const [pasted, setPasted] = useState<string | null>(null);
  const [finding, setFinding] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const [size, setSize] = useState({ cols: 0, rows: 0 });
  const onKey = useRef(props.onKey);
  onKey.current = props.onKey;
  const onEnded = useRef(props.onEnded);
  onEnded.current = props.onEnded;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = createTerminal(element, setLink);
    live.current = made;
    // For tests, which cannot read pixels.
    Object.assign(element, { terminal: made.terminal });
    made.terminal.onData((text) => attached.current?.type(text));
    made.terminal.onBinary((text) => attached.current?.send(Uint8Array.from(text, (one) => one.charCodeAt(0))));
    made.terminal.onResize(setSize);
    made.terminal.onSelectionChange(() => {
      const text = made.terminal.getSelection();
      if (usePreferences.getState().copyOnSelect && text) void navigator.clipboard.writeText(text).catch(() => {});
    });
    made.terminal.attachCustomKeyEventHandler((event) => {
      if (event.type !== "keydown") return true;
      const ran = runTerminalKey(event, made, {
        find: () => setFinding(true),
        paste: (text) => paste(text),
      });
      return !ran && !onKey.current?.(event) && !isForTheApp(event);
    });
    const resize = new ResizeObserver(() => {
      if (element.offsetParent !== null) attached.current?.resize(made.size());
    });
    resize.observe(element);
    const paste = (text: string): void => {
      if (usePreferences.getState().confirmPaste && needsPreview(text)) setPasted(text);
      else made.terminal.paste(text);
    };
    return () => {
      resize.disconnect();
      made.dispose();
      live.current = null;
    };
  }, []);

  useEffect(() => {
    const made = live.current;
    if (!connection || !made) {
      setStatus((before) => (before.kind === "ended" ? before : { kind: "detached", reason: null }));
      return;
    }
    const view = new AttachedTerminal({
      terminal: made.terminal,
      client: connection,
      size: made.size(),
      open,
      onStatus: (next) => {
        setStatus(next);
        if (next.kind === "ended") onEnded.current?.(next.exitCode);
      },
    });
    attached.current = view;
    return () => {
      view.close();
      attached.current = null;
    };
  }, [connection, open]);

  useEffect(() => {
    if (active && status.kind === "attached") live.current?.terminal.focus();
  }, [active, status.kind]);

  const upload = useCallback(
    async (files: readonly File[]) => {
      for (const file of files) {
        setNote(`Uploading ${file.name}…`);
        try {
          const bytes = new Uint8Array(await file.arrayBuffer());
          const { path } = await client().sessions.upload({ session, name: file.name || "pasted.png", bytes });
          attached.current?.type(`${path} `);
          setNote(`Uploaded: ${path}`);
        } catch (error) {
          setNote(null);
          toast.error((error as Error).message);
        }
      }
    },
    [session],
  );

  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    event.preventDefault();
    event.stopPropagation();
    if (files.length > 0) return void upload(files);
    const text = event.clipboardData.getData("text/plain");
    if (usePreferences.getState().confirmPaste && needsPreview(text)) setPasted(text);
    else live.current?.terminal.paste(text);
  };
  const onDrop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void upload([...event.dataTransfer.files]);
  };

  return (
    <section aria-label={props.label} className="flex h-full min-h-0 flex-col bg-terminal">
      {finding && live.current && <FindBar live={live.current} onClose={() => setFinding(false)} />}
      <div
        onPasteCapture={onPaste}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
        role="presentation"
        className={`min-h-0 flex-1 overflow-hidden py-1 pl-3 ${status.kind === "attached" ? "" : "opacity-60"}`}
      >
        <div ref={host} data-terminal className="h-full" />
      </div>
      <Strip status={status} size={size} note={note}>
        {status.kind === "ended" && props.endedActions}
      </Strip>
      {link !== null && <LinkDialog address={link} session={session} onClose={() => setLink(null)} />}
      {pasted !== null && (
        <PasteDialog
          text={pasted}
          onClose={() => setPasted(null)}
          onPaste={() => {
            live.current?.terminal.paste(pasted);
            setPasted(null);
            live.current?.terminal.focus();
          }}
        />
      )}
    </section>
  );
}

/** What the app itself does with a key in a terminal; everything else is the program's. */
function runTerminalKey(
  event: KeyboardEvent,
  { terminal }: LiveTerminal,
  act: { readonly find: () => void; readonly paste: (text: string) => void },
): boolean {
  if (event.shiftKey && event.key === "PageUp") {
    terminal.scrollPages(-1);
    return true;
  }
  if (event.shiftKey && event.key === "PageDown") {
    terminal.scrollPages(1);
    return true;
  }
  const mac = /Mac/.test(navigator.platform);
  const mod = mac ? event.metaKey : event.ctrlKey && event.shiftKey;
  if (!mod) return false;
  const letter = event.key.toUpperCase();
  if (letter === "C" && terminal.hasSelection()) {
    event.preventDefault();
    void navigator.clipboard.writeText(terminal.getSelection()).catch(() => {});
    return true;
  }
  if (letter === "V" && !mac) {
    event.preventDefault();
    navigator.clipboard.readText().then(act.paste, () => toast("This browser keeps the clipboard to itself."));
    return true;
  }
  if (letter === "F") {
    event.preventDefault();
    act.find();
    return true;
  }
  if (letter === "E") {
    event.preventDefault();
    terminal.blur();
    document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
    return true;
  }
  return false;
}

function FindBar({ live, onClose }: { readonly live: LiveTerminal; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ at: number; of: number } | null>(null);
  useEffect(() => {
    const listener = live.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setFound({ at: resultIndex + 1, of: resultCount }),
    );
    return () => listener.dispose();
  }, [live]);
  const find = (forward: boolean, value = text): void => {
    const options = { decorations: { matchOverviewRuler: "#E5B454", activeMatchColorOverviewRuler: "#76ADFF" } };
    if (forward) live.search.findNext(value, options);
    else live.search.findPrevious(value, options);
  };
  const close = (): void => {
    live.search.clearDecorations();
    onClose();
    live.terminal.focus();
  };
  return (
    <search className="flex h-8 shrink-0 items-center gap-1 border-b border-line bg-raised px-2">
      <input
        ref={(input) => input?.focus()}
        data-field
        aria-label="Find in terminal"
        value={text}
        placeholder="Find"
        onChange={(event) => {
          setText(event.target.value);
          find(true, event.target.value);
        }}
        onKeyDown={(event) => {
          if (isPressed(event, "Escape")) close();
          runKey(event, { Enter: () => find(true), "Shift+Enter": () => find(false) });
        }}
        className="h-6 w-64 rounded-control border border-control bg-bg px-2 outline-none"
      />
      <span className="w-24 text-small text-text3">
        {text === "" ? "" : found && found.of > 0 ? `${found.at} of ${found.of}` : "no match"}
      </span>
      <IconButton label="Previous" keys="Shift+Enter" onClick={() => find(false)}>
        <ArrowUp size={13} aria-hidden />
      </IconButton>
      <IconButton label="Next" keys="Enter" onClick={() => find(true)}>
        <ArrowDown size={13} aria-hidden />
      </IconButton>
      <IconButton label="Close" keys="Escape" onClick={close}>
        <X size={13} aria-hidden />
      </IconButton>
    </search>
  );
}

function Strip(props: {
  readonly status: TerminalStatus;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly note: string | null;
  readonly children: React.ReactNode;
}) {
  const { status, size, note } = props;
  const words = {
    attaching: "Attaching…",
    attached: `${size.cols}×${size.rows}`,
    detached: `Not attached. ${status.kind === "detached" && status.reason ? status.reason : "This is the last screen."}`,
    ended: status.kind === "ended" ? `Exited with ${status.exitCode ?? "an unknown code"}.` : "",
  };
  return (
    <div className="flex min-h-6 shrink-0 items-center gap-3 border-t border-line px-3 text-label text-text3">
      <span>{words[status.kind]}</span>
      {props.children}
      {note && <span className="truncate font-mono">{note}</span>}
      <span className="ml-auto">{status.kind === "attached" && "Closing the tab detaches; the agent goes on."}</span>
    </div>
  );
}
