import { Screen } from "../../src-main/core/terminals/screen.ts";
import type { TerminalHost } from "../../src-main/core/terminals/terminalHost.ts";
import type { TerminalEvent } from "../../src-shared/contract/terminals.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";

type WatchedEvent = TerminalEvent | { readonly type: "stderr"; readonly bytes: Uint8Array };

/** A viewer that draws what it gets on a terminal of its own and remembers the rest. */
export class TerminalWatcher {
  opened = false;
  exitCode: number | null = null;
  failure: unknown = null;
  receivedBytes = 0;
  size: { cols: number; rows: number };
  #viewerId = "";
  #screen: Screen;
  #live = "";
  #errors = "";
  #unacked = 0;
  #acking: boolean;
  readonly #host: TerminalHost;
  readonly #events: EventStream<WatchedEvent>;

  constructor(
    host: TerminalHost,
    events: EventStream<WatchedEvent>,
    { cols, rows, ack }: { cols: number; rows: number; ack: boolean },
  ) {
    this.#host = host;
    this.#events = events;
    this.size = { cols, rows };
    this.#screen = this.#newScreen();
    this.#acking = ack;
    this.#follow().catch((error: unknown) => {
      this.failure = error;
    });
  }

  screenText(): string {
    if (this.failure) throw this.failure;
    return this.#screen.text();
  }

  /** Everything after the pictures, as text. */
  liveText(): string {
    return this.#live;
  }

  errorText(): string {
    return this.#errors;
  }

  startAcking(): void {
    this.#acking = true;
    this.#ack();
  }

  async type(input: string | Uint8Array): Promise<void> {
    await this.#host.write({ viewerId: this.#viewerId, bytes: new Uint8Array(Buffer.from(input as string)) });
  }

  async closeInput(): Promise<void> {
    await this.#host.closeInput({ viewerId: this.#viewerId });
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.#host.resize({ viewerId: this.#viewerId, cols, rows });
  }

  close(): void {
    this.#events.cancel();
  }

  async #follow(): Promise<void> {
    for await (const event of this.#events) {
      if (event.type === "opened") {
        this.#viewerId = event.viewerId;
        this.opened = true;
        this.size = { cols: event.cols, rows: event.rows };
        this.#screen.resize(event.cols, event.rows);
      } else if (event.type === "resized") {
        this.size = { cols: event.cols, rows: event.rows };
        this.#screen.resize(event.cols, event.rows);
      } else if (event.type === "exit") this.exitCode = event.exitCode;
      else {
        this.receivedBytes += event.bytes.length;
        this.#unacked += event.bytes.length;
        if (event.type === "snapshot") this.#screen = this.#newScreen();
        if (event.type === "stderr") this.#errors += Buffer.from(event.bytes).toString("latin1");
        else this.#screen.write(event.bytes);
        if (event.type === "data") this.#live = (this.#live + Buffer.from(event.bytes).toString("latin1")).slice(-1e6);
        if (this.#acking) this.#ack();
      }
    }
  }

  #ack(): void {
    const bytesShown = this.#unacked;
    this.#unacked = 0;
    if (bytesShown > 0) this.#host.ack({ viewerId: this.#viewerId, bytesShown }).catch(() => {});
  }

  #newScreen(): Screen {
    return new Screen({ ...this.size, onAnswer: () => {}, onPressure: () => {} });
  }
}
