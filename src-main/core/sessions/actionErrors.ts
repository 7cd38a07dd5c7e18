import { daysKept } from "../../../src-shared/model/deletedSession.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { actionProblem, type SessionAction } from "./sessionState.ts";
import type { SessionRecord } from "./sessionStore.ts";

/** Throws `wrong_state` when the action does not fit the session's state. */
export function requireAction(action: SessionAction, record: SessionRecord): void {
  const problem = actionProblem(action, record.state);
  if (problem === null) return;
  throw new AppError("wrong_state", `Session ${record.name} ${problem.reason}.`, problem.hint);
}

export function unsavedWork(record: SessionRecord, home: string, unsaved: readonly string[]): AppError {
  const shown = unsaved.slice(0, 5).join("; ") + (unsaved.length > 5 ? "; …" : "");
  return new AppError(
    "unsaved_work",
    `Session ${record.name} has work that exists nowhere else: ${shown}.`,
    `Push it (\`clauderon push ${record.name}\`), or copy it from ${home}. --force deletes the session all the same; a copy is kept for ${daysKept} days.`,
  );
}
