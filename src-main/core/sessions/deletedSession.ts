import { type DeletedSession, daysKept } from "../../../src-shared/model/deletedSession.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { DeletedRecord, SessionRecord } from "./sessionStore.ts";

const keptMs = daysKept * 24 * 60 * 60_000;

export function deletedRecord(record: SessionRecord, at: Date): DeletedRecord {
  return {
    record,
    deletedAt: at.toISOString(),
    destroyedAfter: new Date(at.getTime() + keptMs).toISOString(),
  };
}

export const isExpired = ({ destroyedAfter }: DeletedRecord, now: Date): boolean =>
  now.getTime() >= Date.parse(destroyedAfter);

export function shownDeleted({ record, deletedAt, destroyedAfter }: DeletedRecord): DeletedSession {
  const { id, name, agent, mode, repository } = record;
  return { id, name, agent, mode, repository, deletedAt, destroyedAfter };
}

/** By id, or by a name that only one of them had. */
export function findDeleted(deleted: readonly DeletedRecord[], text: string): DeletedRecord {
  const byId = deleted.find(({ record }) => record.id === text);
  if (byId) return byId;
  const named = deleted.filter(({ record }) => record.name === text);
  if (named.length === 1) return named[0]!;
  if (named.length === 0) {
    throw new AppError(
      "session_not_found",
      `There is no deleted session ${JSON.stringify(text.slice(0, 80))}.`,
      "`clauderon list --deleted` shows those that can still be brought back.",
    );
  }
  const ids = named.map(({ record, deletedAt }) => `${record.id} (deleted ${deletedAt})`).join(", ");
  throw new AppError("usage", `${named.length} deleted sessions were named ${text}: ${ids}.`, "Give the id of one.");
}
