import { createStore, type StoreApi } from "zustand";
import { client, useConnection } from "../../connection/connection.ts";
import { isForTheApp } from "../../keys/pressed.ts";
import { usePreferences } from "../../state/preferences.ts";
import { asksBeforePasting } from "./askBeforePasting.ts";
import { AttachedTerminal, type AttachOptions, type TerminalSize, type TerminalStatus } from "./attachedTerminal.ts";
import type { LiveTerminal } from "./createTerminal.ts";
import { needsPreview } from "./paste.ts";
import { Prompts } from "./prompts.ts";
import { terminalIn } from "./spareTerminal.ts";
import { runTerminalKey } from "./terminalKeys.ts";
import { uploadFiles } from "./uploads.ts";

/** What the frame around a terminal shows of it. */
export interface TerminalState {
  readonly status: TerminalStatus;
  readonly size: TerminalSize;
  /** A link that was clicked and waits for a yes. */
  readonly link: string | null;
  /** Text that waits to be pasted after it was looked at. */
  readonly pasted: string | null;
  readonly finding: boolean;
  readonly note: string | null;
}

export interface PooledTerminal {
  readonly session: string;
  /** Put where it is shown; it lives on while it is shown nowhere. */
  readonly element: HTMLElement;
  readonly live: LiveTerminal;
  readonly state: StoreApi<TerminalState>;
  /** Attaches, or attaches to another run when `open` is another function. */
  follow(open: AttachOptions["open"]): void;
  paste(text: string): void;
  upload(files: readonly File[]): void;
  type(text: string): void;
  /** Keys that the frame means, before the program sees them; true when one was. */
  onKey: (event: KeyboardEvent) => boolean;
  /** Enter after the program ended; null where it begins nothing. */
  onRestart: (() => void) | null;
  /** Hears when the program ended. */
  onEnded: (exitCode: number | null) => void;
}

const retryMs = 1000;
/** Without a connection; with the next one it attaches by itself. */
const lost: TerminalStatus = { kind: "detached", reason: null, mayPass: true };

/*
 * A terminal belongs to its tab, not to the place where it is drawn: moving it into another pane, or looking at
 * another tab, must end no shell and attach nothing anew.
 */
const pool = new Map<string, PooledTerminal & { dispose(): void }>();

/** The tab's terminal, put into `host`. */
export function ensureTerminal(tab: string, session: string, host: HTMLElement): PooledTerminal {
  const known = pool.get(tab);
  if (known) {
    if (known.element.parentElement !== host) {
      host.replaceChildren(known.element);
      known.live.shown();
    }
    return known;
  }
  const made = makeTerminal(session, host);
  pool.set(tab, made);
  return made;
}

/** Ends those whose tabs were closed. */
export function keepOnly(tabs: ReadonlySet<string>): void {
  for (const [tab, terminal] of pool) {
    if (tabs.has(tab)) continue;
    pool.delete(tab);
    terminal.dispose();
  }
}

function makeTerminal(session: string, host: HTMLElement): PooledTerminal & { dispose(): void } {
  const state = createStore<TerminalState>(() => ({
    status: { kind: "attaching" },
    size: { cols: 0, rows: 0 },
    link: null,
    pasted: null,
    finding: false,
    note: null,
  }));
  const { element, live } = terminalIn(host, (link) => state.setState({ link }));
  const { terminal } = live;
  // For tests, which cannot read pixels.
  Object.assign(element, { terminal });
  let attached: AttachedTerminal | null = null;
  let isBlank = true;
  let open: AttachOptions["open"] | null = null;

  let again: ReturnType<typeof setTimeout> | null = null;

  const attach = (): void => {
    if (again !== null) clearTimeout(again);
    again = null;
    attached?.close();
    attached = null;
    const { client: connected } = useConnection.getState();
    if (!open) return;
    if (!connected) {
      state.setState(({ status }) => (status.kind === "ended" ? {} : { status: lost }));
      return;
    }
    attached = new AttachedTerminal({
      terminal,
      isBlank,
      client: connected,
      size: live.size(),
      open,
      onStatus: (status) => {
        const { kind } = state.getState().status;
        // What is tried again and again says why it has to be, without a word for each trial.
        if (status.kind === "attaching" && kind === "detached") return;
        // Each new picture says it, ten times a second in a flood.
        if (status.kind === "attached" && kind === "attached") return;
        state.setState({ status });
        if (status.kind === "detached" && status.mayPass) again = setTimeout(attach, retryMs);
        if (status.kind === "ended") pooled.onEnded(status.exitCode);
      },
    });
    isBlank = false;
  };
  const pooled: PooledTerminal & { dispose(): void } = {
    session,
    element,
    live,
    state,
    onKey: () => false,
    onRestart: null,
    onEnded: () => {},
    follow(next) {
      if (next === open) return;
      open = next;
      attach();
    },
    paste(text) {
      if (asksBeforePasting(session) && needsPreview(text)) state.setState({ pasted: text });
      else terminal.paste(text);
    },
    type: (text) => attached?.type(text),
    upload(files) {
      void uploadFiles(client, session, files, {
        onNote: (note) => state.setState({ note }),
        onPath: (path) => attached?.type(`${path} `),
      });
    },
    dispose() {
      stopFollowing();
      stopFitting();
      resizes.disconnect();
      if (again !== null) clearTimeout(again);
      attached?.close();
      live.dispose();
      element.remove();
    },
  };
  const prompts = new Prompts(terminal);
  terminal.onData((text) => {
    prompts.typed(text);
    attached?.type(text);
  });
  terminal.onBinary((text) => attached?.send(Uint8Array.from(text, (one) => one.charCodeAt(0))));
  terminal.onResize(({ cols, rows }) => state.setState({ size: { cols, rows } }));
  terminal.onSelectionChange(() => {
    const text = terminal.getSelection();
    if (usePreferences.getState().copyOnSelect && text) void navigator.clipboard.writeText(text).catch(() => {});
  });
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return true;
    if (event.key === "Enter" && pooled.onRestart && state.getState().status.kind === "ended") {
      pooled.onRestart();
      return false;
    }
    const ran = runTerminalKey(event, live, {
      find: () => state.setState({ finding: true }),
      paste: (text) => pooled.paste(text),
      prompt: (by) => state.setState({ note: prompts.go(by) }),
    });
    return !ran && !pooled.onKey(event) && !isForTheApp(event);
  });
  const fit = (): void => {
    if (element.offsetParent !== null) attached?.resize(live.size());
  };
  const resizes = new ResizeObserver(fit);
  resizes.observe(element);
  // Letters of another size fit in other numbers.
  const stopFitting = usePreferences.subscribe(fit);
  const stopFollowing = useConnection.subscribe((now, before) => {
    if (now.client !== before.client) attach();
  });
  return pooled;
}
