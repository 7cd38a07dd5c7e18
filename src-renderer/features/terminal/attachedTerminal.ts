import type { Terminal } from "@xterm/xterm";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import type { TerminalEvent } from "../../../src-shared/contract/terminals.ts";
import { textPieces } from "../../../src-shared/format/textPieces.ts";
import type { EventStream } from "../../../src-shared/rpc/contract.ts";
import { type ErrorCode, toWireError } from "../../../src-shared/rpc/errors.ts";
import { AckCounter } from "./ackCounter.ts";

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export type TerminalStatus =
  | { readonly kind: "attaching" }
  | { readonly kind: "attached" }
  /** The core or the stream went away; the last screen stays. */
  | {
      readonly kind: "detached";
      readonly reason: string | null;
      /** It is not the terminal that is gone, only the way to it: worth trying again. */
      readonly mayPass: boolean;
    }
  | { readonly kind: "ended"; readonly exitCode: number | null };

export interface AttachOptions {
  readonly terminal: Terminal;
  /** Nothing was drawn on it yet: it need not be reset, which takes several milliseconds. */
  readonly isBlank: boolean;
  readonly client: ClauderonClient;
  readonly size: TerminalSize;
  readonly open: (client: ClauderonClient, size: TerminalSize) => EventStream<TerminalEvent | { type: "stderr" }>;
  readonly onStatus: (status: TerminalStatus) => void;
}

const maxWriteBytes = 32 * 1024;
/** xterm looks at the clock between pieces only: one of a flood at its full size would hold up every frame. */
const drawBytes = 16 * 1024;
/** Errors of what stands between here and the terminal: the core's thread for terminals, or the engine. */
const passing = new Set<ErrorCode>(["internal", "unavailable", "daemon_down", "engine_down", "engine_failed"]);
const encoder = new TextEncoder();

/** One view of a program's terminal: draws what the hub sends, and types what the person types, in order. */
export class AttachedTerminal {
  readonly #options: AttachOptions;
  readonly #stream: EventStream<TerminalEvent | { type: "stderr" }>;
  readonly #acks: AckCounter;
  readonly #opened = Promise.withResolvers<string>();
  #typing: Promise<void>;
  #viewerId: string | null = null;
  #size: TerminalSize;
  #closed = false;
  /** The stream came to its end. */
  #over = false;
  #isBlank: boolean;

  constructor(options: AttachOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#isBlank = options.isBlank;
    this.#acks = new AckCounter((bytesShown) => {
      if (this.#viewerId !== null) {
        options.client.terminals.ack({ viewerId: this.#viewerId, bytesShown }).catch(() => {});
      }
    });
    // Keys that are pressed before the terminal is there are typed when it is.
    this.#typing = this.#opened.promise.then(() => {});
    this.#typing.catch(() => {});
    this.#stream = options.open(options.client, options.size);
    void this.#read();
  }

  type(text: string): void {
    this.send(encoder.encode(text));
  }

  send(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += maxWriteBytes) {
      const part = bytes.slice(start, start + maxWriteBytes);
      this.#typing = this.#typing
        .then(async () => {
          if (this.#closed || this.#viewerId === null) return;
          await this.#options.client.terminals.write({ viewerId: this.#viewerId, bytes: part });
        })
        .catch(() => {});
    }
  }

  resize(size: TerminalSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#opened.promise
      .then((viewerId) => this.#options.client.terminals.resize({ viewerId, ...size }))
      .catch(() => {});
  }

  close(): void {
    this.#closed = true;
    this.#acks.stop();
    this.#opened.reject(new Error("closed"));
    this.#stream.cancel();
  }

  async #read(): Promise<void> {
    const { terminal, onStatus } = this.#options;
    this.#opened.promise.catch(() => {});
    onStatus({ kind: "attaching" });
    try {
      for await (const event of this.#stream) {
        if (this.#closed) return;
        switch (event.type) {
          case "opened":
            this.#viewerId = event.viewerId;
            this.#opened.resolve(event.viewerId);
            terminal.resize(event.cols, event.rows);
            break;
          case "snapshot":
            // In its turn: output from before may still wait to be drawn, and would stand in the picture.
            if (!this.#isBlank) this.#inTurn(() => terminal.reset());
            this.#isBlank = false;
            this.#draw(event.bytes);
            // The frame around a terminal never comes before its picture.
            this.#inTurn(() => {
              if (!this.#over) onStatus({ kind: "attached" });
            });
            break;
          case "data":
            this.#draw(event.bytes);
            break;
          case "resized":
            terminal.resize(event.cols, event.rows);
            break;
          case "exit":
            this.#end({ kind: "ended", exitCode: event.exitCode });
            return;
        }
      }
      this.#end({ kind: "detached", reason: null, mayPass: true });
    } catch (error) {
      const { code, message: reason } = toWireError(error);
      this.#end({ kind: "detached", reason, mayPass: passing.has(code) });
    }
  }

  /** Said at once: xterm's queue stops for good where something that was drawn makes it throw. */
  #end(status: TerminalStatus): void {
    this.#over = true;
    if (!this.#closed) this.#options.onStatus(status);
  }

  /** Does it when all that came before is drawn. */
  #inTurn(job: () => void): void {
    this.#options.terminal.write("", () => {
      if (!this.#closed) job();
    });
  }

  #draw(bytes: Uint8Array): void {
    for (const piece of textPieces(bytes, drawBytes))
      this.#options.terminal.write(piece, () => {
        if (!this.#closed) this.#acks.shown(piece.length);
      });
  }
}
