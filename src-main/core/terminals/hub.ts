import { randomUUID } from "node:crypto";
import { PassThrough } from "node:stream";
import type { TerminalEvent } from "../../../src-shared/contract/terminals.ts";
import type { CallContext, Handlers } from "../../../src-shared/rpc/contract.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { EventQueue } from "./eventQueue.ts";
import { ExecPipe, type PipeEvent } from "./execPipe.ts";
import { hangUp, hangUpOlder, newExecMark } from "./hangUp.ts";
import { reattach } from "./reattach.ts";
import { loadScreen, saveScreen } from "./snapshotFile.ts";
import { Terminal } from "./terminal.ts";
import type { terminalThreadContract } from "./threadContract.ts";
import { Viewer } from "./viewer.ts";

const saveEveryMs = 5000;

interface Entry {
  readonly terminal: Terminal;
  readonly snapshotPath: string;
  savedVersion: number;
  saving: Promise<void>;
}

/** What a viewer's id reaches: a terminal that is shared, or a command of its own. */
interface Input {
  write(bytes: Uint8Array): Promise<void>;
  closeInput(): void;
  resize(cols: number, rows: number): void;
  ack(bytes: number): void;
}

type HubHandlers = Handlers<typeof terminalThreadContract>["hub"];
type AttachInput = Parameters<HubHandlers["attach"]>[0];
type ExecInput = Parameters<HubHandlers["exec"]>[0];
type RecallInput = Parameters<HubHandlers["recall"]>[0];
type OpenInput = Parameters<HubHandlers["open"]>[0];

/** Serves every terminal of the daemon: sessions' screens by session, viewers by id. */
export class Hub {
  readonly #engine: Engine;
  readonly #entries = new Map<string, Entry>();
  readonly #inputs = new Map<string, Input>();
  readonly #timer: NodeJS.Timeout;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#timer = setInterval(() => void this.#saveAll(), saveEveryMs);
    this.#timer.unref();
  }

  handlers(): HubHandlers {
    return {
      open: (input) => this.#open(input),
      ended: async ({ sessionId, exitCode }) => {
        const entry = this.#entries.get(sessionId);
        await entry?.terminal.end(exitCode);
        if (entry) await this.#save(entry);
        return null;
      },
      recall: (input) => this.#recall(input),
      forget: ({ sessionId }) => {
        this.#drop(sessionId);
        return null;
      },
      text: async ({ sessionId }) => ({ text: await this.#find(sessionId).text() }),
      attach: (input, context) => this.#attach(input, context),
      exec: (input, context) => this.#exec(input, context),
      write: async ({ viewerId, bytes }) => {
        await this.#input(viewerId).write(bytes);
        return null;
      },
      type: async ({ sessionId, bytes }) => {
        await this.#find(sessionId).write(null, bytes);
        return null;
      },
      closeInput: ({ viewerId }) => {
        this.#input(viewerId).closeInput();
        return null;
      },
      resize: ({ viewerId, cols, rows }) => {
        this.#input(viewerId).resize(cols, rows);
        return null;
      },
      ack: ({ viewerId, bytesShown }) => {
        // The last acknowledgement may cross the end of the viewer.
        this.#inputs.get(viewerId)?.ack(bytesShown);
        return null;
      },
      close: async () => {
        clearInterval(this.#timer);
        await this.#saveAll();
        for (const sessionId of [...this.#entries.keys()]) this.#drop(sessionId);
        return null;
      },
    };
  }

  async #open({ sessionId, containerId, cols, rows, snapshotPath, resumed }: OpenInput): Promise<null> {
    const stream = await this.#engine.attachTerminal(containerId);
    this.#drop(sessionId);
    const terminal = new Terminal({
      input: stream,
      output: stream,
      cols,
      rows,
      saved: resumed ? loadScreen(snapshotPath) : null,
      resize: (toCols, toRows) => this.#engine.resize(containerId, toCols, toRows),
      onEnd: () => void this.#reattach(sessionId, containerId, terminal),
    });
    this.#entries.set(sessionId, { terminal, snapshotPath, savedVersion: 0, saving: Promise.resolve() });
    if (resumed) {
      terminal.jiggle();
      void hangUpOlder(this.#engine, containerId);
    }
    return null;
  }

  #recall({ sessionId, snapshotPath, exitCode }: RecallInput): null {
    const saved = this.#entries.has(sessionId) ? null : loadScreen(snapshotPath);
    if (saved === null) return null;
    const silence = new PassThrough();
    const terminal = new Terminal({
      input: silence,
      output: silence,
      cols: saved.cols,
      rows: saved.rows,
      saved,
      endedWith: { code: exitCode },
      resize: async () => {},
      onEnd: () => {},
    });
    this.#entries.set(sessionId, { terminal, snapshotPath, savedVersion: terminal.version, saving: Promise.resolve() });
    return null;
  }

  /** The stream ended. While the program runs it is the engine that went away. */
  async #reattach(sessionId: string, containerId: string, terminal: Terminal): Promise<void> {
    const wanted = (): boolean => !terminal.ended && this.#entries.get(sessionId)?.terminal === terminal;
    const stream = await reattach(this.#engine, containerId, wanted);
    if (stream === null) return;
    if (wanted()) terminal.reconnect({ input: stream, output: stream });
    else stream.destroy();
  }

  async *#attach({ sessionId, cols, rows, raw }: AttachInput, { signal }: CallContext): AsyncGenerator<TerminalEvent> {
    yield* this.#watch(this.#find(sessionId), { cols, rows, raw }, signal);
  }

  async *#watch(
    terminal: Terminal,
    options: { cols: number; rows: number; raw: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<TerminalEvent> {
    const events = new EventQueue<TerminalEvent>();
    const viewer = new Viewer(randomUUID(), options, (event) => {
      events.push(event);
      if (event.type === "exit") events.end();
    });
    this.#inputs.set(viewer.id, {
      write: (bytes) => terminal.write(viewer, bytes),
      closeInput: () => void terminal.write(viewer, Uint8Array.of(4)).catch(() => {}),
      resize: (toCols, toRows) => terminal.resize(viewer, toCols, toRows),
      ack: (bytes) => terminal.ack(viewer, bytes),
    });
    try {
      terminal.add(viewer);
      yield* events.read(signal);
    } finally {
      this.#inputs.delete(viewer.id);
      terminal.remove(viewer);
    }
  }

  async *#exec(input: ExecInput, { signal }: CallContext): AsyncGenerator<TerminalEvent | PipeEvent> {
    const { containerId, command, user, workdir, tty, cols, rows } = input;
    const size = { cols, rows };
    const mark = newExecMark(tty ? "terminal" : "pipe");
    const handle = await this.#engine.exec(containerId, {
      command,
      user,
      workdir,
      tty,
      stdin: true,
      env: mark.env,
      ...(tty ? { size } : {}),
    });
    const end = (ended: boolean): void => {
      if (!ended) void hangUp(this.#engine, containerId, user, mark);
    };
    if (tty) {
      const terminal = new Terminal({
        input: handle.stdin,
        output: handle.stdout,
        ...size,
        saved: null,
        resize: (toCols, toRows) => handle.resize(toCols, toRows),
        onEnd: () =>
          void handle
            .exitCode()
            .catch(() => null)
            .then((code) => terminal.end(code)),
      });
      try {
        yield* this.#watch(terminal, { ...size, raw: false }, signal);
      } finally {
        end(terminal.ended);
        terminal.dispose();
      }
      return;
    }
    const events = new EventQueue<PipeEvent>();
    const viewerId = randomUUID();
    const pipe = new ExecPipe(handle, events);
    this.#inputs.set(viewerId, {
      write: (bytes) => pipe.write(bytes),
      closeInput: () => pipe.closeInput(),
      resize: () => {},
      ack: (bytes) => pipe.ack(bytes),
    });
    try {
      yield { type: "opened", viewerId, ...size };
      yield* events.read(signal);
    } finally {
      this.#inputs.delete(viewerId);
      end(pipe.ended);
      pipe.dispose();
    }
  }

  #find(sessionId: string): Terminal {
    const entry = this.#entries.get(sessionId);
    if (!entry)
      throw new AppError("wrong_state", "The session has no terminal now.", "Start it with `clauderon start`.");
    return entry.terminal;
  }

  #input(viewerId: string): Input {
    const input = this.#inputs.get(viewerId);
    if (!input) throw new AppError("not_found", "This view of the terminal has ended.", "Attach again.");
    return input;
  }

  #drop(sessionId: string): void {
    this.#entries.get(sessionId)?.terminal.dispose();
    this.#entries.delete(sessionId);
  }

  async #saveAll(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => this.#save(entry)));
  }

  /** A full disk must not end the thread; the screen is still in memory. */
  #save(entry: Entry): Promise<void> {
    const { version } = entry.terminal;
    if (version === entry.savedVersion) return entry.saving;
    entry.savedVersion = version;
    entry.saving = entry.saving
      .then(async () => saveScreen(entry.snapshotPath, await entry.terminal.picture()))
      .catch(() => {
        entry.savedVersion = -1;
      });
    return entry.saving;
  }
}
