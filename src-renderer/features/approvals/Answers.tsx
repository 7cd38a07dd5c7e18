import { clsx } from "clsx";
import { Ban } from "lucide-react";
import { useRef, useState } from "react";
import type { ApprovalAnswer } from "../../../src-shared/model/approval.ts";
import type { CommandIn } from "../../keys/keymap.ts";
import { Key } from "../../ui/Key.tsx";
import { Outside } from "../../ui/Outside.tsx";
import type { AnswerGate } from "./answerGate.ts";

export interface AnswerRow {
  readonly answer: ApprovalAnswer;
  readonly keys: CommandIn<"approvals">;
  readonly name: string;
  /** What the container wrote of it: method and path. */
  readonly place: string | null;
  readonly text: string;
}

/** The answers as one list, the safe one chosen. A click answers; on the keyboard Enter does so on Deny only. */
export function Answers(props: {
  readonly rows: readonly AnswerRow[];
  readonly disabled: boolean;
  readonly gate: AnswerGate;
  readonly onAnswer: (answer: ApprovalAnswer) => void;
}) {
  const { rows, disabled, gate, onAnswer } = props;
  // Where there is nothing to deny, no answer is the default.
  const [chosen, setChosen] = useState(rows[0]?.answer === "deny" ? 0 : -1);
  const group = useRef<HTMLDivElement>(null);
  const choose = (at: number): void => {
    const next = (at + rows.length) % rows.length;
    setChosen(next);
    group.current?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  const onKey = (event: React.KeyboardEvent, at: number): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowRight") choose(at + 1);
    else if (event.key === "ArrowUp" || event.key === "ArrowLeft") choose(at - 1);
    else if (event.key === "Enter") {
      if (rows[at]?.answer === "deny" && !event.repeat && gate.keyCounts(performance.now())) onAnswer("deny");
    } else if (event.key !== " ") return;
    // A button would take Enter and Space for a click.
    event.preventDefault();
  };
  return (
    <div ref={group} role="radiogroup" aria-label="Your answer" className="rounded-panel border border-line">
      {rows.map((row, at) => (
        <button
          key={row.answer}
          type="button"
          role="radio"
          aria-checked={at === chosen}
          tabIndex={at === Math.max(0, chosen) ? 0 : -1}
          disabled={disabled}
          onKeyDown={(event) => onKey(event, at)}
          onKeyUp={(event) => event.key === " " && event.preventDefault()}
          onClick={(event) => {
            // A click by the keyboard has no detail. What appeared under the pointer just now was not aimed at.
            if (event.detail > 0 && gate.clickCounts(performance.now())) onAnswer(row.answer);
          }}
          className={clsx(
            "relative flex min-h-9 w-full items-center gap-3 border-line px-3 py-1 text-left disabled:opacity-50",
            at > 0 && "border-t",
            at === chosen
              ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent"
              : "row-hover",
          )}
        >
          <Key keys={row.keys} />
          <span className="flex w-44 shrink-0 items-center gap-2 font-medium max-[1100px]:w-auto">
            {row.answer === "deny" && <Ban size={13} aria-hidden className="text-danger" />}
            {row.name}
          </span>
          <span className="min-w-0 truncate text-small text-text2" title={row.place ?? undefined}>
            {row.place && (
              <span className="font-mono">
                <Outside text={row.place} limit={120} />{" "}
              </span>
            )}
            {row.text}.
          </span>
        </button>
      ))}
    </div>
  );
}
