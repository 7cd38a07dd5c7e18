import type { Session } from "../../../src-shared/model/session.ts";
import type { SessionEvent } from "../../../src-shared/model/workspaceChanges.ts";
import type { Database } from "../storage/database.ts";

/** More than a person scrolls through; older ones go. */
const keptEvents = 300;

interface Row {
  readonly at: string;
  readonly what: string;
  readonly reason: string | null;
}

/**
 * What happened to each session. Its states are remembered; what its agent says of itself is not, since an agent can
 * say so twenty times a second.
 */
export class Timeline {
  readonly #database: Database;
  #lastMs = 0;
  readonly #activities = new Map<string, SessionEvent[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes how a session differs from what it was before. */
  note(before: Session | null, now: Session): void {
    const at = this.#nextTime();
    if (before?.state !== now.state) this.#remember(now.id, { at, what: now.state, reason: reasonOf(now) });
    else if (before.accessMode !== now.accessMode) {
      this.#remember(now.id, { at, what: `access: ${now.accessMode}`, reason: `It was ${before.accessMode}.` });
    } else if (before.containerId !== null && now.containerId !== null && before.containerId !== now.containerId) {
      this.#remember(now.id, { at, what: "recreated", reason: "It has a new container and a new proxy secret." });
    } else if (before.activity !== now.activity && now.state === "running") {
      const events = this.#activities.get(now.id) ?? [];
      this.#activities.set(now.id, [...events, { at, what: now.activity, reason: null }].slice(-keptEvents));
    }
  }

  /** Notes what is no difference between two states. */
  add(sessionId: string, what: string, reason: string): void {
    this.#remember(sessionId, { at: this.#nextTime(), what, reason });
  }

  /** Two things that happen at once still have an order. */
  #nextTime(): string {
    this.#lastMs = Math.max(Date.now(), this.#lastMs + 1);
    return new Date(this.#lastMs).toISOString();
  }

  forget(sessionId: string): void {
    this.#activities.delete(sessionId);
    this.#database.prepare("DELETE FROM session_events WHERE session_id = ?").run(sessionId);
  }

  /** Oldest first. */
  of(sessionId: string): SessionEvent[] {
    const rows = this.#database
      .prepare("SELECT at, what, reason FROM session_events WHERE session_id = ? ORDER BY number DESC LIMIT ?")
      .all(sessionId, keptEvents) as Row[];
    const all = [...rows.reverse(), ...(this.#activities.get(sessionId) ?? [])];
    return all.toSorted((one, other) => one.at.localeCompare(other.at)).slice(-keptEvents);
  }

  #remember(sessionId: string, { at, what, reason }: SessionEvent): void {
    this.#database
      .prepare("INSERT INTO session_events (session_id, at, what, reason) VALUES (?, ?, ?, ?)")
      .run(sessionId, at, what, reason);
    this.#database
      .prepare(
        `DELETE FROM session_events WHERE session_id = ? AND number <=
           (SELECT number FROM session_events WHERE session_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?)`,
      )
      .run(sessionId, sessionId, keptEvents);
  }
}

function reasonOf({ state, error, exitCode }: Session): string | null {
  if (error !== null) return error;
  if (state === "exited") return exitCode === null ? null : `The agent ended with code ${exitCode}.`;
  if (state === "stopped") return "It was stopped; everything is kept.";
  if (state === "archived") return "Its container was removed; its files are kept.";
  return null;
}
