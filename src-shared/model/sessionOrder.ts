import type { Session } from "./session.ts";

/** In the order in which sessions matter to a person; the same in the sidebar, the table, the palette and the tray. */
export const groups = ["needs", "working", "idle", "ended"] as const;
export type Group = (typeof groups)[number];

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
