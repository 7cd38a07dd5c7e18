import { create } from "zustand";
import type { Session } from "../../src-shared/model/session.ts";
import { startFeed } from "../connection/feed.ts";

interface SessionsState {
  /** Null before the first snapshot. */
  readonly sessions: ReadonlyMap<string, Session> | null;
  /** When a session's state or activity last changed, as seen here; ms since 1970. */
  readonly since: ReadonlyMap<string, number>;
}

export const useSessions = create<SessionsState>(() => ({ sessions: null, since: new Map() }));

const stateOf = ({ state, activity }: Session): string => `${state} ${activity}`;

/** When the present state began, as far as the record tells; a change seen live is exact. */
function began(session: Session): number {
  const at = session.state === "running" ? session.startedAt : (session.endedAt ?? session.startedAt);
  return new Date(at ?? session.createdAt).getTime();
}

export function followSessions(): () => void {
  return startFeed({
    open: (client) => client.sessions.watch({}),
    onEvent: ({ snapshot, changed, removed }) => {
      const before = useSessions.getState();
      const sessions = new Map(snapshot ? snapshot.map((session) => [session.id, session]) : before.sessions);
      const since = new Map(before.since);
      if (changed) sessions.set(changed.id, changed);
      if (removed !== null) sessions.delete(removed);
      for (const session of sessions.values()) {
        const known = before.sessions?.get(session.id);
        if (known && stateOf(known) === stateOf(session)) continue;
        since.set(session.id, known && changed ? Date.now() : began(session));
      }
      useSessions.setState({ sessions, since });
    },
  });
}

export function sessionNamed(sessions: ReadonlyMap<string, Session> | null, name: string): Session | null {
  for (const session of sessions?.values() ?? []) if (session.name === name) return session;
  return null;
}
