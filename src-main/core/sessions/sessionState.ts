import type { SessionState } from "../../../src-shared/model/session.ts";
import type { ContainerInfo } from "../engine/engine.ts";

/** What a person or a part wants to do with a session. */
export type SessionAction = "start" | "stop" | "recreate" | "archive" | "unarchive" | "delete" | "exec";

const allowed: Readonly<Record<SessionAction, readonly SessionState[]>> = {
  start: ["exited", "stopped", "error"],
  stop: ["running", "error"],
  recreate: ["running", "exited", "stopped", "missing", "error"],
  archive: ["running", "exited", "stopped", "missing", "error"],
  unarchive: ["archived"],
  delete: ["creating", "running", "exited", "stopped", "missing", "error", "archived"],
  exec: ["running"],
};

const reasons: Readonly<Record<SessionState, string>> = {
  creating: "is still being created",
  running: "is running",
  exited: "has ended",
  stopped: "is stopped",
  missing: "has lost its container",
  error: "is in an error state",
  archived: "is archived",
};

const remedies: Readonly<Partial<Record<`${SessionAction} ${SessionState}`, string>>> = {
  "start missing": "`clauderon recreate` makes a new container around the same files.",
  "start archived": "`clauderon unarchive` brings it back.",
  "exec exited": "`clauderon start` starts it again.",
  "exec stopped": "`clauderon start` starts it again.",
  "exec archived": "`clauderon unarchive` brings it back.",
};

/** Why an action is not possible in a state, and what to do instead; null when it is. */
export function actionProblem(
  action: SessionAction,
  state: SessionState,
): { reason: string; hint: string | null } | null {
  if (allowed[action].includes(state)) return null;
  return { reason: reasons[state], hint: remedies[`${action} ${state}`] ?? null };
}

/** State of a record as told by its container. `stopped` keeps the difference between ended and asked to end. */
export function observedState(recorded: SessionState, container: Pick<ContainerInfo, "state"> | null): SessionState {
  if (recorded === "archived") return "archived";
  if (container === null) return "missing";
  switch (container.state) {
    case "running":
    case "paused":
    case "restarting":
      return "running";
    case "created":
      // Left half-made by a crash between two steps: it can be started.
      return recorded === "error" ? "error" : "stopped";
    default:
      return recorded === "stopped" || recorded === "error" ? recorded : "exited";
  }
}
