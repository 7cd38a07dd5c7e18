import type { Session } from "../../../src-shared/model/session.ts";
import { plural } from "../../format/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { useDialogs } from "../shell/dialogs.ts";
import { actionsFor, sessionActions } from "./sessionActions.ts";
import { runAction } from "./sessionMenu.ts";

const offered = ["start", "stop", "archive"];

/** What can be done with all that are selected; each action goes to those it fits. */
export function SelectionBar(props: { readonly sessions: readonly Session[]; readonly onClear: () => void }) {
  const { sessions, onClear } = props;
  return (
    <div
      role="toolbar"
      aria-label="Selected sessions"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-2 py-1 border-b border-line bg-selected px-4"
    >
      <span className="mr-2">{plural(sessions.length, "session")} selected</span>
      {sessionActions
        .filter(({ id }) => offered.includes(id))
        .map((action) => {
          const fitting = sessions.filter((session) => actionsFor(session).includes(action));
          return (
            <Button
              key={action.id}
              small
              title={action.consequence}
              disabled={fitting.length === 0}
              onClick={() => {
                for (const session of fitting) runAction(action, session);
                onClear();
              }}
            >
              {action.name} {fitting.length > 0 && fitting.length < sessions.length ? fitting.length : ""}
            </Button>
          );
        })}
      <Button small kind="danger" onClick={() => useDialogs.setState({ deleting: sessions })}>
        Delete…
      </Button>
      <span className="ml-auto">
        <Button small kind="quiet" keys="app.back" onClick={onClear}>
          Clear
        </Button>
      </span>
    </div>
  );
}
