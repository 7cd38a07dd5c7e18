import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";
import type { Inbox } from "../../../src-shared/contract/approvals.ts";
import { missing } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import { approvalAddress, useApprovals } from "../../state/approvals.ts";
import { useNow } from "../../state/clock.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go } from "../../state/route.ts";
import { Empty, Loading } from "../../ui/Bar.tsx";
import { Key } from "../../ui/Key.tsx";
import { AnswerCard, focusCard } from "./AnswerCard.tsx";
import { DecidedCard } from "./DecidedCard.tsx";
import { InboxList } from "./InboxList.tsx";
import { TimeLimit } from "./TimeLimit.tsx";

type View = "waiting" | "decided";

/** The inbox: what waits for an answer, what was refused and could be allowed, what was decided. */
export default function ApprovalsScreen({ id }: { readonly id: string | null }) {
  const inbox = useApprovals((state) => state.inbox);
  const now = useNow();
  const showKeys = usePreferences((preferences) => preferences.showKeys);
  const list = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>("waiting");
  // What is shown stays shown when it ends or when something else comes: an answer must not fall on another card.
  const [kept, setKept] = useState<string | null>(null);
  const shownId = id ?? kept ?? (inbox ? (idsOf(inbox, view)[0] ?? null) : null);
  useEffect(() => setKept((before) => (id === null ? (before ?? shownId) : id)), [id, shownId]);
  const ready = inbox !== null;
  useEffect(() => {
    if (ready) list.current?.focus();
  }, [ready]);
  if (!inbox) {
    return (
      <div className="flex h-full min-h-0 flex-col">
        <Head inbox={null} view={view} onView={setView} />
        <Loading />
      </div>
    );
  }

  const select = (next: string): void => go(approvalAddress(next), { replace: true });
  const step = (by: 1 | -1): void => {
    const ids = idsOf(inbox, view);
    const at = shownId === null ? -1 : ids.indexOf(shownId);
    const next = ids[Math.min(ids.length - 1, Math.max(0, at + by))];
    if (next) select(next);
  };
  const keys = {
    "approvals.down": () => step(1),
    "approvals.up": () => step(-1),
    "approvals.card": focusCard,
  };
  const empty = idsOf(inbox, view).length === 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Head inbox={inbox} view={view} onView={setView} />
      <div className="flex min-h-0 flex-1 max-[800px]:flex-col">
        {empty ? (
          <div ref={list} role="region" aria-label="Approvals" data-row-list="plain" tabIndex={0} className="flex-1">
            <Empty title={view === "waiting" ? "Nothing is waiting." : "Nothing was decided yet."}>
              {view === "waiting" && <p>Refused requests you could allow appear here too.</p>}
            </Empty>
          </div>
        ) : (
          <div
            ref={list}
            role="grid"
            aria-label="Approvals"
            tabIndex={0}
            data-row-list
            onKeyDown={(event) => event.target === list.current && runCommand(event, keys)}
            className="w-[400px] shrink-0 overflow-auto border-r border-line max-[1100px]:w-[272px] max-[800px]:h-2/5 max-[800px]:w-full"
          >
            <InboxList inbox={inbox} view={view} selected={shownId} now={now} onSelect={select} />
          </div>
        )}
        {shownId !== null && (
          <div className="min-w-0 flex-1 overflow-auto">
            <Detail
              key={shownId}
              inbox={inbox}
              id={shownId}
              now={now}
              onStep={step}
              onLeave={() => list.current?.focus()}
            />
          </div>
        )}
      </div>
      {showKeys && (
        <footer className="flex h-8 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-t border-line px-4 text-label text-text3 max-[800px]:hidden [@media(max-height:640px)]:hidden">
          <span>
            <Key keys="approvals.down" /> <Key keys="approvals.up" /> next
          </span>
          <span>
            <Key keys="approvals.card" /> to the card
          </span>
          <span>
            in the card: <Key keys="approvals.deny" /> deny · <Key keys="approvals.once" /> once ·{" "}
            <Key keys="approvals.session" /> session · <Key keys="approvals.always" /> always… ·{" "}
            <Key keys="approvals.terminal" /> terminal
          </span>
        </footer>
      )}
    </div>
  );
}

function Head(props: { readonly inbox: Inbox | null; readonly view: View; readonly onView: (view: View) => void }) {
  const { inbox, view, onView } = props;
  return (
    <header className="screen-head">
      <h1 className="text-title font-semibold">Approvals</h1>
      <div className="flex gap-px rounded-control border border-line p-px">
        <Segment
          name="Waiting"
          count={inbox?.waiting.length ?? null}
          chosen={view === "waiting"}
          onChoose={() => onView("waiting")}
        />
        <Segment
          name="Decided"
          count={inbox?.decided.length ?? null}
          chosen={view === "decided"}
          onChoose={() => onView("decided")}
        />
      </div>
      <TimeLimit />
    </header>
  );
}

function idsOf({ waiting, refused, decided }: Inbox, view: View): string[] {
  const shown =
    view === "decided"
      ? decided
      : [
          ...waiting.filter((one) => one.held),
          ...waiting.filter((one) => !one.held),
          ...refused,
          ...decided.slice(0, 6),
        ];
  return shown.map(({ id }) => id);
}

function Detail(props: {
  readonly inbox: Inbox;
  readonly id: string;
  readonly now: number;
  readonly onStep: (by: 1 | -1) => void;
  readonly onLeave: () => void;
}) {
  const { inbox, id, now, onStep, onLeave } = props;
  const approval = inbox.waiting.find((one) => one.id === id) ?? null;
  const refused = inbox.refused.find((one) => one.id === id) ?? null;
  const decided = inbox.decided.find((one) => one.id === id) ?? null;
  if (approval || refused) {
    return <AnswerCard approval={approval} refused={refused} now={now} onStep={onStep} onLeave={onLeave} />;
  }
  if (decided) return <DecidedCard one={decided} now={now} />;
  return <Empty title="This one is no longer in the inbox." />;
}

function Segment(props: {
  readonly name: string;
  readonly count: number | null;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={props.chosen}
      onClick={props.onChoose}
      className={clsx("h-6 rounded-tag px-2.5", props.chosen ? "bg-active text-text" : "text-text2 hover:bg-hover")}
    >
      {props.name}{" "}
      <span
        className={
          props.name === "Waiting" && props.count !== null && props.count > 0
            ? "text-warn"
            : props.chosen
              ? "text-text2"
              : "text-text3"
        }
      >
        {props.count ?? missing}
      </span>
    </button>
  );
}
