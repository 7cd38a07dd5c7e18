import xterm from "@xterm/headless";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { TerminalEvent } from "../../src-shared/contract/terminals.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";

/** Somebody who looks at a session's terminal over the contract, and acknowledges what they saw. */
export class TerminalViewer {
  readonly #client: ClauderonClient;
  readonly #events: EventStream<TerminalEvent>;
  #viewerId = "";
  readonly #screen: xterm.Terminal;
  #exit: number | null | undefined;
  readonly #opened: Promise<void>;

  constructor(
    client: ClauderonClient,
    session: string,
    size: { cols: number; rows: number } = { cols: 100, rows: 30 },
  ) {
    this.#client = client;
    this.#screen = new xterm.Terminal({ ...size, scrollback: 1000, allowProposedApi: true });
    this.#events = client.terminals.attach({ session, ...size });
    this.#opened = new Promise((resolve, reject) => this.#read(resolve).catch(reject));
  }

  /** The screen and what scrolled off it, as a person reads it. */
  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
    return lines.join("\n");
  }

  /** Exit code after the end, null when it is unknown, undefined before. */
  get exit(): number | null | undefined {
    return this.#exit;
  }

  async type(text: string): Promise<void> {
    await this.#opened;
    await this.#client.terminals.write({ viewerId: this.#viewerId, bytes: new TextEncoder().encode(text) });
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.#opened;
    this.#screen.resize(cols, rows);
    await this.#client.terminals.resize({ viewerId: this.#viewerId, cols, rows });
  }

  detach(): void {
    this.#events.cancel();
  }

  async #read(opened: () => void): Promise<void> {
    for await (const event of this.#events) {
      if (event.type === "opened") {
        this.#viewerId = event.viewerId;
        opened();
      } else if (event.type === "resized") {
        this.#screen.resize(event.cols, event.rows);
      } else if (event.type === "exit") {
        this.#exit = event.exitCode;
      } else if (event.type === "snapshot" || event.type === "data") {
        if (event.type === "snapshot") this.#screen.reset();
        await new Promise<void>((resolve) => this.#screen.write(event.bytes, resolve));
        await this.#client.terminals.ack({ viewerId: this.#viewerId, bytesShown: event.bytes.length });
      }
    }
  }
}
