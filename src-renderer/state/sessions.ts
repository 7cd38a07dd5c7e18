import { create } from "zustand";
import type { Session } from "../../src-shared/model/session.ts";
import { afterEvent, noSessions, type SessionsView } from "../../src-shared/model/sessionsView.ts";
import { startFeed } from "../connection/feed.ts";

export const useSessions = create<SessionsView>(() => noSessions);

export function followSessions(): () => void {
  return startFeed({
    open: (client) => client.sessions.watch({}),
    onEvent: (event) => useSessions.setState(afterEvent(useSessions.getState(), event, Date.now())),
  });
}

export function sessionNamed(sessions: ReadonlyMap<string, Session> | null, name: string): Session | null {
  for (const session of sessions?.values() ?? []) if (session.name === name) return session;
  return null;
}
