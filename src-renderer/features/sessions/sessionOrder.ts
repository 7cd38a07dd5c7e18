import type { Session } from "../../../src-shared/model/session.ts";

/** In the order in which sessions matter to a person; the same in the sidebar, the table, the palette and the tray. */
export const groups = ["needs", "working", "idle", "ended"] as const;
export type Group = (typeof groups)[number];

export const groupNames: Readonly<Record<Group, string>> = {
  needs: "Needs you",
  working: "Working",
  idle: "Idle",
  ended: "Ended",
};

export function groupOf({ state, activity }: Pick<Session, "state" | "activity">): Group {
  if (state === "error" || state === "missing") return "needs";
  if (state === "creating") return "working";
  if (state !== "running") return "ended";
  if (activity === "waiting") return "needs";
  return activity === "working" ? "working" : "idle";
}

/** Needs-you by the longest wait, then working by the newest, then the rest by the newest. */
export function inOrder(sessions: Iterable<Session>, since: ReadonlyMap<string, number>): Session[] {
  const at = ({ id }: Session): number => since.get(id) ?? 0;
  return [...sessions].sort((one, other) => {
    const group = groupOf(one);
    const byGroup = groups.indexOf(group) - groups.indexOf(groupOf(other));
    if (byGroup !== 0) return byGroup;
    const byTime = group === "needs" ? at(one) - at(other) : at(other) - at(one);
    return byTime || one.name.localeCompare(other.name);
  });
}

/** Case-insensitive, over what a person would remember of a session. Every word must be found. */
export function matchesText(session: Session, text: string): boolean {
  const haystack = [
    session.name,
    session.agent,
    session.state,
    session.activity,
    session.repository?.name,
    session.repository?.branch,
    session.network,
    session.accessMode,
  ]
    .join(" ")
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
