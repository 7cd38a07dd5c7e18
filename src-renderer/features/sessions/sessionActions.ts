import type { Session, SessionState } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { memory } from "../../format/formats.ts";
import type { CommandIn } from "../../keys/keymap.ts";
import { useStatus } from "../../state/status.ts";
import { cancelCreation } from "../create/creations.ts";

/** What a person can do with a session, when, and what it means for their data. */
export interface SessionAction {
  readonly id: string;
  readonly name: string;
  readonly key: CommandIn<"sessions"> | null;
  readonly consequence: string;
  readonly states: readonly SessionState[];
  readonly run: (session: Session) => Promise<unknown>;
}

const resting: readonly SessionState[] = ["exited", "stopped", "missing", "error"];
const to = (session: Session) => ({ session: session.id });

export const sessionActions: readonly SessionAction[] = [
  {
    id: "cancel",
    name: "Cancel creation",
    key: null,
    consequence: "Ends it before its agent runs. Nothing of it is left.",
    states: ["creating"],
    run: ({ name }) => cancelCreation(name),
  },
  {
    id: "start",
    name: "Start",
    key: "sessions.startStop",
    consequence: "Starts the container again with everything as it was left.",
    states: ["exited", "stopped"],
    run: (session) => client().sessions.start(to(session)),
  },
  {
    id: "stop",
    name: "Stop",
    key: "sessions.startStop",
    consequence: "Keeps everything. The agent's current turn is cut off.",
    states: ["running"],
    run: (session) => client().sessions.stop(to(session)),
  },
  {
    id: "restart",
    name: "Restart",
    key: "sessions.restart",
    consequence: "Keeps everything. The agent's current turn is cut off.",
    states: ["running", "exited", "stopped"],
    run: (session) => client().sessions.restart(to(session)),
  },
  {
    id: "recreate",
    name: "Recreate",
    key: null,
    consequence: "Keeps workspace, home and conversation. Replaces the container with the newest image.",
    states: ["running", ...resting],
    run: (session) => client().sessions.recreate(to(session)),
  },
  {
    id: "archive",
    name: "Archive",
    key: "sessions.archive",
    consequence: "Keeps everything. The session leaves the list.",
    states: ["running", ...resting],
    run: (session) => client().sessions.archive(to(session)),
  },
  {
    id: "unarchive",
    name: "Bring back",
    key: "sessions.archive",
    consequence: "Puts the session into the list again, stopped.",
    states: ["archived"],
    run: (session) => client().sessions.unarchive(to(session)),
  },
];

/** Actions that fit a session now. A manual session has no container of ours to start or stop. */
export function actionsFor(session: Session): readonly SessionAction[] {
  return sessionActions.filter(
    ({ id, states }) =>
      states.includes(session.state) && (session.mode !== "manual" || id === "archive" || id === "unarchive"),
  );
}

/** What an action means for a session's data, with what is known of the session now. */
export function consequenceOf({ id, consequence }: SessionAction, session: Session): string {
  const isRunning = session.state === "running";
  if (id === "stop" && isRunning && session.activity === "idle") return "Keeps everything. The agent is idle.";
  const used = useStatus.getState().stats.get(session.id)?.latest.memoryBytes;
  if (id === "archive" && isRunning && used !== undefined) return `Keeps everything, frees ${memory(used)} of memory.`;
  return consequence;
}

const reasons: Readonly<Record<SessionState, string>> = {
  creating: "It is being made.",
  running: "It runs already.",
  exited: "It does not run.",
  stopped: "It does not run.",
  missing: "Its container is gone. Recreate it.",
  error: "It was not started. Recreate it.",
  archived: "It is archived. Bring it back first.",
};

/** Why an action does not fit a session now. */
export function whyNot({ mode, state }: Session): string {
  return mode === "manual" ? "Its container is not Clauderon's." : reasons[state];
}
