import { toast } from "sonner";
import type { Session } from "../../../src-shared/model/session.ts";
import { go, sessionAddress } from "../../state/route.ts";
import type { MenuItem } from "../../ui/Menu.tsx";
import { cloneIntoDraft } from "../create/cloneIntoDraft.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { actionsFor, consequenceOf, type SessionAction } from "./sessionActions.ts";

/** Runs an action and says what went wrong, should it. */
export function runAction(action: SessionAction, session: Session): void {
  action.run(session).catch((error: Error) => toast.error(error.message));
}

/** Everything that can be done with a session now. */
export function sessionMenu(session: Session): (MenuItem | "line")[] {
  return [
    { name: "Open terminal", keys: "sessions.open", run: () => go(sessionAddress(session.name)) },
    {
      name: "Its requests",
      keys: "sessions.requests",
      run: () => go(`/audit?q=${encodeURIComponent(`session:${session.name}`)}`),
    },
    ...(session.repository ? [changed(session)] : []),
    {
      name: "Its refused requests",
      run: () => go(`/audit?q=${encodeURIComponent(`session:${session.name} decision:deny`)}`),
    },
    { name: "New session like this…", keys: "sessions.clone", run: () => cloneIntoDraft(session) },
    "line",
    ...actionsFor(session).map(
      (action): MenuItem => ({
        name: action.name,
        keys: action.key,
        note: consequenceOf(action, session),
        run: () => runAction(action, session),
      }),
    ),
    "line",
    {
      name: "Copy attach command",
      run: () => void navigator.clipboard.writeText(`clauderon attach ${session.name}`),
    },
    { name: "Delete…", keys: "sessions.delete", danger: true, run: () => useDialogs.setState({ deleting: [session] }) },
  ];
}

const changed = ({ name }: Session): MenuItem => ({
  name: "What it changed",
  keys: "sessions.diff",
  run: () => go(`${sessionAddress(name)}?diff=`),
});
