import type { Session } from "./session.ts";

/** What a watcher of sessions knows. */
export interface SessionsView {
  /** By id; null before the first snapshot. */
  readonly sessions: ReadonlyMap<string, Session> | null;
  /** When a session's state or activity last changed, as seen here; ms since 1970. */
  readonly since: ReadonlyMap<string, number>;
}

export const noSessions: SessionsView = { sessions: null, since: new Map() };

export interface SessionsEvent {
  readonly snapshot: readonly Session[] | null;
  readonly changed: Session | null;
  readonly removed: string | null;
}

/** The view after an event of `sessions.watch`. */
export function afterEvent(
  before: SessionsView,
  { snapshot, changed, removed }: SessionsEvent,
  now: number,
): SessionsView {
  const sessions = new Map(snapshot ? snapshot.map((session) => [session.id, session]) : before.sessions);
  const since = new Map(before.since);
  if (changed) sessions.set(changed.id, changed);
  if (removed !== null) sessions.delete(removed);
  for (const session of sessions.values()) {
    const known = before.sessions?.get(session.id);
    if (known && stateOf(known) === stateOf(session)) continue;
    since.set(session.id, known && changed ? now : began(session));
  }
  return { sessions, since };
}

const stateOf = ({ state, activity }: Session): string => `${state} ${activity}`;

/** When the present state began, as far as the record tells; a change seen live is exact. */
function began(session: Session): number {
  const at = session.state === "running" ? session.startedAt : (session.endedAt ?? session.startedAt);
  return new Date(at ?? session.createdAt).getTime();
}
