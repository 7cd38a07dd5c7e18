import { setTimeout } from "node:timers/promises";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { SystemStatus } from "../../src-shared/contract/system.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import { afterEvent, noSessions, type SessionsView } from "../../src-shared/model/sessionsView.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";

/** What the outside of the window shows: tray, menus, notifications. */
export interface CoreView extends SessionsView {
  /** Null while there is no core. */
  readonly status: SystemStatus | null;
  /** Requests that wait for an answer, oldest first. */
  readonly waiting: readonly Approval[];
}

export const noCore: CoreView = { ...noSessions, status: null, waiting: [] };

const retryMs = 1000;

/** Follows whichever core there is. What was known of sessions stays while there is none. */
export class CoreWatch {
  readonly #onChange: (view: CoreView) => void;
  #client: ClauderonClient | null = null;
  #streams: EventStream<unknown>[] = [];
  #view = noCore;

  constructor(onChange: (view: CoreView) => void) {
    this.#onChange = onChange;
  }

  get view(): CoreView {
    return this.#view;
  }

  /** The core that there is now; null for none. */
  follow(client: ClauderonClient | null): void {
    if (client === this.#client) return;
    this.#client = client;
    for (const stream of this.#streams) stream.cancel();
    this.#streams = [];
    if (!client) {
      this.#change({ status: null, waiting: [] });
      return;
    }
    this.#read(
      client,
      () => client.sessions.watch({}),
      (event) => this.#change(afterEvent(this.#view, event, Date.now())),
    );
    this.#read(
      client,
      () => client.system.watch({}),
      (status) => this.#change({ status }),
    );
    this.#read(
      client,
      () => client.approvals.watch({}),
      ({ waiting }) => this.#change({ waiting }),
    );
  }

  #read<E>(client: ClauderonClient, open: () => EventStream<E>, onEvent: (event: E) => void): void {
    const run = async (): Promise<void> => {
      while (this.#client === client) {
        const stream = open();
        this.#streams.push(stream);
        try {
          for await (const event of stream) if (this.#client === client) onEvent(event);
        } catch {
          // Refused, or the core is gone; the latter is told to `follow`.
        }
        this.#streams = this.#streams.filter((other) => other !== stream);
        await setTimeout(retryMs, undefined, { ref: false });
      }
    };
    void run();
  }

  #change(part: Partial<CoreView>): void {
    this.#view = { ...this.#view, ...part };
    this.#onChange(this.#view);
  }
}
