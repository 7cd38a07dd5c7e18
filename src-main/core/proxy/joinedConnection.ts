import { type Client, resetClient } from "./clientState.ts";
import type { ProxyState } from "./proxyState.ts";
import type { RequestRecord } from "./record.ts";
import type { Running, SessionState } from "./sessionState.ts";

export interface JoinedParts {
  readonly state: ProxyState;
  readonly session: SessionState;
  readonly client: Client;
  readonly record: RequestRecord;
  /** Called once, before the record is written. */
  readonly onEnd?: () => void;
}

/** A client's connection that is joined to another one: counted and cut as requests are, recorded once, when it ends. */
export class JoinedConnection implements Running {
  readonly #parts: JoinedParts;
  #ended = false;

  constructor(parts: JoinedParts) {
    this.#parts = parts;
    parts.session.running.add(this);
    parts.state.inFlight.add(parts.record);
  }

  get ended(): boolean {
    return this.#ended;
  }

  finish(error: string | null): void {
    if (this.#ended) return;
    this.#ended = true;
    const { state, session, record, onEnd } = this.#parts;
    session.running.delete(this);
    state.inFlight.delete(record);
    onEnd?.();
    record.end(error);
  }

  cut(reason: "off" | "session_ended"): void {
    const { record, client } = this.#parts;
    if (reason === "off") record.decision = "off";
    this.finish(reason);
    resetClient(client);
  }
}
