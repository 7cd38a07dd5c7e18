import { CircleCheck, CircleX, Hand, MessageCircleQuestion, ShieldX, X } from "lucide-react";
import type { Notice, NoticeKind } from "../../../src-shared/notices/notice.ts";
import { agentQuote } from "../../../src-shared/notices/noticeText.ts";
import { age, exactTime } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { dismissNotice } from "../../state/notices.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { deny, undoDeny, useUndoable } from "../approvals/giveAnswer.ts";

const marks: Readonly<Record<NoticeKind, readonly [typeof Hand, string]>> = {
  held: [Hand, "text-warn"],
  waiting: [MessageCircleQuestion, "text-warn"],
  red: [ShieldX, "text-danger"],
  failed: [CircleX, "text-danger"],
  ended: [CircleCheck, "text-text3"],
};

/** One notice: ours in plain words, the agent's in quotes and only where they were asked for. */
export function NoticeRow(props: {
  readonly notice: Notice;
  readonly now: number;
  readonly hasAgentWords: boolean;
  readonly onOpen: () => void;
}) {
  const { notice, now, hasAgentWords, onOpen } = props;
  const { key, kind, at, title, body, words, approvalId } = notice;
  const [Icon, colour] = marks[kind];
  const [name = ""] = /^[a-z0-9-]*/.exec(title) ?? [];
  const quote = hasAgentWords ? agentQuote(words) : null;
  return (
    <li className="flex items-start gap-2 px-3 py-2 hover:bg-hover">
      <Icon size={14} aria-hidden className={`mt-[3px] shrink-0 ${colour}`} />
      <div className="min-w-0 flex-1">
        <p className="break-words text-text">
          <span className="font-mono text-small font-medium">{name}</span>
          {title.slice(name.length)}
        </p>
        <p className="break-words text-small text-text2">{neutralise(body, 400)}</p>
        {quote !== null && (
          <p className="break-words text-small text-text3">
            <bdi>{quote}</bdi>
          </p>
        )}
        <div className="flex gap-2 pt-1.5">
          {approvalId === null ? (
            <Button small aria-label={`Open: ${title}`} onClick={onOpen}>
              Open
            </Button>
          ) : (
            <HeldButtons id={approvalId} title={title} onOpen={onOpen} />
          )}
        </div>
      </div>
      <time
        dateTime={new Date(at).toISOString()}
        title={exactTime(at)}
        className="shrink-0 pt-0.5 text-small tabular-nums text-text3"
      >
        {age(at, now)}
      </time>
      <IconButton label={`Clear: ${title}`} onClick={() => dismissNotice(key)}>
        <X size={13} aria-hidden />
      </IconButton>
    </li>
  );
}

/** What is held can be denied from here, or looked at. Allowing takes the whole card. */
function HeldButtons(props: { readonly id: string; readonly title: string; readonly onOpen: () => void }) {
  const { id, title, onOpen } = props;
  const isDenied = useUndoable(({ ids }) => ids.has(id));
  return (
    <>
      <Button small aria-label={`Review: ${title}`} onClick={onOpen}>
        Review
      </Button>
      {isDenied ? (
        <Button small kind="quiet" aria-label={`Undo the denial: ${title}`} onClick={() => undoDeny(id)}>
          Undo
        </Button>
      ) : (
        <Button small kind="quiet" aria-label={`Deny: ${title}`} onClick={() => deny(id)}>
          Deny
        </Button>
      )}
    </>
  );
}
