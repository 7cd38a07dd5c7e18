import { clsx } from "clsx";
import { CornerDownRight } from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";
import { agentQuote } from "../../../src-shared/notices/noticeText.ts";
import { memory } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useHeld } from "../../state/approvals.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { HeldStep } from "../approvals/HeldStep.tsx";
import { showInfo } from "../session/sidePanelTab.ts";
import { useDialogs } from "../shell/dialogs.ts";
import { actionsFor } from "./sessionActions.ts";
import { runAction } from "./sessionMenu.ts";

/** The line under a session that needs a person: what is the matter, and what to do about it. */
export function NextStep(props: {
  readonly session: Session;
  readonly focused: boolean;
  readonly onReply: () => void;
}) {
  const { session, focused, onReply } = props;
  const held = useHeld(session.id);
  if (held) return <HeldStep held={held} focused={focused} />;
  const failed = session.error !== null;
  const waits = session.state === "running" && session.activity === "waiting" && session.mode === "interactive";
  const filling = session.state === "running" && session.disk?.state === "warning" ? session.disk : null;
  if (!failed && !waits && !filling) return <div className="border-b border-line" />;
  const isUnlocked = session.selfTest?.verdict === "fail" && session.state !== "running";
  const repair = actionsFor(session).filter(({ id }) => id === "recreate" || (id === "start" && !isUnlocked));
  return (
    <div
      role="row"
      className={clsx(
        "flex min-h-[28px] items-center gap-2 border-b border-line pb-1 pl-[41px] pr-3 text-small max-[560px]:flex-wrap max-[560px]:pl-4",
        focused && "bg-selected",
      )}
    >
      <span role="gridcell" className="flex min-w-0 flex-1 items-center gap-2 max-[560px]:basis-full">
        <CornerDownRight size={12} aria-hidden className="shrink-0 text-text3" />
        {failed ? (
          <span className="truncate text-danger" title={neutralise(session.error ?? "", 600)}>
            <Outside text={session.error} limit={300} />
          </span>
        ) : filling ? (
          <span className="truncate text-warn">
            Its files take {memory(filling.bytes)}; at {memory(filling.hardBytes)} it is stopped.
          </span>
        ) : (
          <span className="truncate text-text2">
            <bdi>{agentQuote(session.agentWords ?? null) ?? "The agent waits for your answer."}</bdi>
          </span>
        )}
      </span>
      <span role="gridcell" className="flex shrink-0 gap-2">
        {isUnlocked && session.selfTest && (
          <Button
            small
            tabIndex={focused ? 0 : -1}
            onClick={() => {
              showInfo();
              go(sessionAddress(session.name));
            }}
          >
            See the {session.selfTest.attempts.length} attempts
          </Button>
        )}
        {failed &&
          repair.map((action) => (
            <Button key={action.id} small tabIndex={focused ? 0 : -1} onClick={() => runAction(action, session)}>
              {isUnlocked && action.id === "recreate" ? "Retry" : action.name}
            </Button>
          ))}
        {isUnlocked && (
          <Button
            small
            kind="quiet"
            tabIndex={focused ? 0 : -1}
            onClick={() => useDialogs.setState({ opening: session })}
          >
            Switch to open network…
          </Button>
        )}
        {waits && (
          <>
            <Button
              small
              keys="sessions.open"
              tabIndex={focused ? 0 : -1}
              onClick={() => go(sessionAddress(session.name))}
            >
              Open terminal
            </Button>
            <Button small keys="sessions.reply" tabIndex={focused ? 0 : -1} onClick={onReply}>
              Reply
            </Button>
          </>
        )}
      </span>
    </div>
  );
}
