import type { Session } from "../../../src-shared/model/session.ts";
import type { Group } from "../../../src-shared/model/sessionOrder.ts";

export { type Group, groupOf, groups, inOrder } from "../../../src-shared/model/sessionOrder.ts";

export const groupNames: Readonly<Record<Group, string>> = {
  needs: "Needs you",
  working: "Working",
  idle: "Idle",
  ended: "Ended",
};

/** Case-insensitive, over what a person would remember of a session. Every word must be found. */
export function matchesText(
  session: Pick<Session, "name" | "agent" | "repository"> & Partial<Session>,
  text: string,
): boolean {
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
