import { Ban, Hand, SquareTerminal } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { Approval, ApprovalAnswer, RefusedGroup } from "../../../src-shared/model/approval.ts";
import { clock } from "../../format/formats.ts";
import { commandOf, runCommand } from "../../keys/commands.ts";
import { isPressed } from "../../keys/fixedKeys.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { AlwaysDialog } from "./AlwaysDialog.tsx";
import { type AnswerRow, Answers } from "./Answers.tsx";
import { Facts } from "./Facts.tsx";
import { deny, tell, undoDeny, useUndoable } from "./giveAnswer.ts";
import { TimeLeft } from "./TimeLeft.tsx";
import { useAnswerGate } from "./useAnswerGate.ts";
import { hostText, purpose } from "./words.ts";

export interface AnswerCardProps {
  /** A request that waits, or a group of refused ones. */
  readonly approval: Approval | null;
  readonly refused: RefusedGroup | null;
  readonly now: number;
  /** J and K, also while the card has the focus. */
  readonly onStep: (by: 1 | -1) => void;
  readonly onLeave: () => void;
}

/**
 * One question and its answers. It takes no focus by itself; its keys count only while it has it, once all of the
 * answers have been in view for a moment and the hands were still; and Enter never allows.
 */
export function AnswerCard({ approval, refused, now, onStep, onLeave }: AnswerCardProps) {
  const card = useRef<HTMLElement>(null);
  const answers = useRef<HTMLDivElement>(null);
  const gate = useAnswerGate(answers);
  const [always, setAlways] = useState(false);
  const one = (approval ?? refused) as Approval | RefusedGroup;
  const undoable = useUndoable(({ ids }) => ids.has(one.id));
  const [sent, setSent] = useState(false);
  const rows = answersFor(approval, refused);

  const give = (answer: ApprovalAnswer): void => {
    if (sent || undoable) return;
    if (answer === "deny") deny(one.id);
    else if (answer === "always") setAlways(true);
    else {
      setSent(true);
      void tell(one.id, answer).finally(() => setSent(false));
    }
  };
  const onKey = (event: React.KeyboardEvent): void => {
    // Only the card itself: a key on a button in it is the button's.
    if (event.target !== card.current || event.repeat) return;
    const ran = runCommand(event, {
      "app.back": onLeave,
      "approvals.terminal": () => go(sessionAddress(one.sessionName)),
      "approvals.down": () => onStep(1),
      "approvals.up": () => onStep(-1),
    });
    if (ran) return;
    const asked = commandOf(
      event,
      rows.map(({ keys }) => keys),
    );
    const answer = rows.find(({ keys }) => keys === asked)?.answer ?? null;
    const meant = answer ?? (approval && isPressed(event, "Enter") ? "deny" : null);
    if (meant === null) return;
    event.preventDefault();
    if (gate.keyCounts(performance.now())) give(meant);
  };

  return (
    <section
      ref={card}
      tabIndex={0}
      aria-label={`${one.sessionName} wants to ${purpose(one)}`}
      data-answer-card={one.id}
      data-letters
      onKeyDown={onKey}
      className="flex w-full max-w-[800px] flex-col gap-3 p-6 max-[1100px]:p-4"
    >
      <h2 className="flex items-center gap-2 text-figure font-semibold">
        {approval ? (
          <Hand size={16} aria-hidden className="shrink-0 text-warn" />
        ) : (
          <Ban size={16} aria-hidden className="shrink-0 text-danger" />
        )}
        <span className="min-w-0 break-words">
          <span className="font-mono">{one.sessionName}</span> {approval ? "wants" : "wanted"} to{" "}
          <Outside text={purpose(one)} limit={300} />
        </span>
      </h2>
      <p className="text-text2">
        <Outside text={one.reason} limit={600} />
        {refused && refused.count > 1 && (
          <>
            {" "}
            Refused {refused.count} times by this rule at {hostText(one)}; this is the newest.
          </>
        )}
      </p>
      <Facts one={one} approval={approval} now={now} />
      <Consequence approval={approval} />
      <div ref={answers}>
        {undoable ? (
          <p className="flex items-center gap-3 rounded-panel border border-line p-3">
            Denied.
            <Button small onClick={() => undoDeny(one.id)}>
              Undo (4 s)
            </Button>
          </p>
        ) : (
          <Answers rows={rows} disabled={sent} gate={gate} onAnswer={give} />
        )}
      </div>
      {approval?.held && <TimeLeft approval={approval} now={now} />}
      <div className="flex items-center gap-3">
        <Button small keys="approvals.terminal" onClick={() => go(sessionAddress(one.sessionName))}>
          <SquareTerminal size={13} aria-hidden /> Open terminal
        </Button>
        {approval && <span className="text-small text-text3">Asked at {clock(approval.askedAt).slice(0, 8)}</span>}
      </div>
      {always && (
        <AlwaysDialog
          id={one.id}
          session={one.sessionName}
          onClose={() => setAlways(false)}
          onConfirm={() => {
            setAlways(false);
            setSent(true);
            void tell(one.id, "always").finally(() => setSent(false));
          }}
        />
      )}
    </section>
  );
}

/** What happens when nothing is done, in words. */
function Consequence({ approval }: { readonly approval: Approval | null }): ReactNode {
  const text = !approval
    ? "The agent went on without it. A rule lets its next attempt through."
    : approval.held
      ? `The agent gets 403 with a reason at ${clock(approval.expiresAt).slice(0, 8)} if you do nothing`
      : `The agent was told to come again; the question ends at ${clock(approval.expiresAt).slice(0, 8)}`;
  return (
    <p className="flex flex-wrap justify-between gap-2 text-small text-text3">
      <span className="font-medium text-text2">Your answer</span>
      <span>{text}</span>
    </p>
  );
}

function answersFor(approval: Approval | null, refused: RefusedGroup | null): readonly AnswerRow[] {
  const one = (approval ?? refused) as Approval | RefusedGroup;
  const place = `${one.method} ${approval ? (approval.rulePath ?? "") : one.path.split("?")[0]}`;
  const wide: AnswerRow[] =
    approval && approval.rulePath === null
      ? []
      : [
          {
            answer: "session",
            keys: "approvals.session",
            name: "Allow for this session",
            place,
            text: `until ${one.sessionName} stops`,
          },
          {
            answer: "always",
            keys: "approvals.always",
            name: "Allow always…",
            place: null,
            text: "Shows the rule before it is saved",
          },
        ];
  if (!approval) return wide;
  const once = approval.held ? "Only this request" : "The next request with this method and address, whatever its body";
  return [
    {
      answer: "deny",
      keys: "approvals.deny",
      name: "Deny",
      place: null,
      text: "The agent is told why and what to do instead. Default",
    },
    { answer: "once", keys: "approvals.once", name: "Allow once", place: null, text: once },
    ...wide,
  ];
}

/** Focuses the card that is shown, because a person asked for it, with its answers in view. */
export function focusCard(): void {
  const card = document.querySelector<HTMLElement>("[data-answer-card]");
  card?.focus({ preventScroll: true });
  card?.querySelector("[role=radiogroup]")?.scrollIntoView({ block: "nearest" });
}
