import { type DeletedSession, daysKept } from "../../../src-shared/model/deletedSession.ts";

const day = 86_400_000;

/** A deleted session that can be brought back for so many days more. */
export function copyOf(name: string, days: number, part: Partial<DeletedSession> = {}): DeletedSession {
  return {
    id: name
      .replace(/[^a-z]/g, "")
      .padEnd(12, "q")
      .slice(0, 12),
    name,
    agent: "claude",
    mode: "interactive",
    repository: { path: "/home/dev/code/harbor-api", name: "harbor-api", branch: `clauderon/${name}`, base: "0123abc" },
    deletedAt: new Date(Date.now() - (daysKept - days) * day).toISOString(),
    destroyedAfter: new Date(Date.now() + days * day).toISOString(),
    ...part,
  };
}

/** What a week leaves: one whose name is taken, one that goes soon. */
export const someCopies = (): DeletedSession[] => [
  copyOf("try-sqlite-wal", 6.97),
  copyOf("fix-retry-budget", 5),
  copyOf("sketch-billing", 0.4, { agent: "codex", repository: null }),
];
