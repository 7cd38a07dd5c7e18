import type { Session } from "../../../src-shared/model/session.ts";
import type { GroupBy } from "../../state/preferences.ts";
import { groupNames, groupOf, groups } from "./sessionOrder.ts";

export interface SessionGroup {
  readonly key: string;
  readonly name: string;
  readonly sessions: readonly Session[];
}

/** What a session is put with. */
export function groupKey(session: Session, by: GroupBy): string {
  switch (by) {
    case "state":
      return groupOf(session);
    case "repository":
      return session.repository?.name ?? "no repository";
    case "agent":
      return session.agent;
    case "none":
      return "";
  }
}

/** Sessions in groups, in their order within each; groups by what matters, or by their first session. */
export function grouped(
  sessions: readonly Session[],
  by: GroupBy,
  keyOf: (session: Session) => string = (session) => groupKey(session, by),
): SessionGroup[] {
  const byKey = new Map<string, Session[]>(by === "state" ? groups.map((group) => [group, []]) : []);
  for (const session of sessions) {
    const key = keyOf(session);
    byKey.set(key, [...(byKey.get(key) ?? []), session]);
  }
  return [...byKey]
    .filter(([, members]) => members.length > 0)
    .map(([key, members]) => ({
      key,
      name: by === "state" ? groupNames[key as keyof typeof groupNames] : key,
      sessions: members,
    }));
}
