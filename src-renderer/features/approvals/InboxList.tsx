import { clsx } from "clsx";
import { Ban, Check, Clock, Hand, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Inbox } from "../../../src-shared/contract/approvals.ts";
import type { Approval, DecidedApproval } from "../../../src-shared/model/approval.ts";
import { age, clock, exactTime, plural } from "../../format/formats.ts";
import { Outside } from "../../ui/Outside.tsx";
import { hostText, leftText, outcomeWords } from "./words.ts";

export interface InboxListProps {
  readonly inbox: Inbox;
  readonly view: "waiting" | "decided";
  readonly selected: string | null;
  readonly now: number;
  readonly onSelect: (id: string) => void;
}

/** What waits, what was refused and could be allowed, what was decided. The order is that of the keys J and K. */
export function InboxList({ inbox, view, selected, now, onSelect }: InboxListProps) {
  const held = inbox.waiting.filter((one) => one.held);
  const later = inbox.waiting.filter((one) => !one.held);
  const decided = view === "decided" ? inbox.decided : inbox.decided.slice(0, 6);
  const entry = (id: string, label: string, children: ReactNode): ReactNode => (
    <Entry key={id} id={id} label={label} selected={id === selected} onSelect={onSelect}>
      {children}
    </Entry>
  );
  return (
    <>
      {view === "waiting" && (
        <>
          <Group name="Held requests" count={held.length} remark="the agent is waiting">
            {held.map((one) => entry(one.id, labelOf(one), <Waiting approval={one} now={now} />))}
          </Group>
          <Group name="Asked, not held" count={later.length} remark="the agent comes again">
            {later.map((one) => entry(one.id, labelOf(one), <Waiting approval={one} now={now} />))}
          </Group>
          <Group name="Refused, can be allowed" count={inbox.refused.length} remark="the agent went on">
            {inbox.refused.map((one) =>
              entry(
                one.id,
                `Refused: ${one.sessionName}, ${one.method} ${one.host}`,
                <Lines
                  icon={<Ban size={13} aria-hidden className="shrink-0 text-danger" />}
                  one={one}
                  aside={
                    <span className="text-text3">
                      {age(one.lastAt, now)} · {plural(one.count, "time")}
                    </span>
                  }
                />,
              ),
            )}
          </Group>
        </>
      )}
      <Group name="Decided" count={inbox.decided.length} remark={view === "decided" ? "" : "the newest"}>
        {decided.map((one) =>
          entry(one.id, `${outcomeWords[one.outcome]}: ${one.sessionName}, ${one.host}`, <Decided one={one} />),
        )}
      </Group>
    </>
  );
}

const labelOf = ({ sessionName, method, host }: Approval): string => `${sessionName}, ${method} ${host}`;

function Group(props: {
  readonly name: string;
  readonly count: number;
  readonly remark: string;
  readonly children: readonly ReactNode[];
}) {
  if (props.count === 0) return null;
  return (
    <div role="rowgroup" aria-label={props.name}>
      <div className="flex h-7 items-center gap-2 border-b border-line bg-bg px-3 text-small">
        <span className="whitespace-nowrap font-medium">{props.name}</span>
        <span className="text-text3">{props.count}</span>
        <span className="ml-auto truncate text-label text-text3">{props.remark}</span>
      </div>
      {props.children}
    </div>
  );
}

function Entry(props: {
  readonly id: string;
  readonly label: string;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
  readonly children: ReactNode;
}) {
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-selected={props.selected}
      aria-label={props.label}
      data-approval={props.id}
      data-focused={props.selected || undefined}
      onMouseDown={() => props.onSelect(props.id)}
      className={clsx(
        "relative border-b border-line px-3 py-1.5",
        props.selected
          ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent"
          : "row-hover",
      )}
    >
      <div role="gridcell">{props.children}</div>
    </div>
  );
}

function Waiting({ approval, now }: { readonly approval: Approval; readonly now: number }) {
  return (
    <Lines
      icon={
        approval.held ? (
          <Hand size={13} aria-hidden className="shrink-0 text-warn" />
        ) : (
          <Clock size={13} aria-hidden className="shrink-0 text-text3" />
        )
      }
      one={approval}
      aside={
        <span className={approval.held ? "text-warn" : "text-text3"}>{leftText(approval.expiresAt, now)} left</span>
      }
    />
  );
}

function Lines(props: {
  readonly icon: ReactNode;
  readonly one: Pick<Approval, "sessionName" | "method" | "scheme" | "host" | "port" | "path" | "reason">;
  readonly aside: ReactNode;
}) {
  const { one } = props;
  return (
    <>
      <div className="flex items-center gap-2">
        {props.icon}
        <span className="min-w-0 flex-1 truncate font-mono text-small font-medium">{one.sessionName}</span>
        <span className="shrink-0 text-label">{props.aside}</span>
      </div>
      <div className="truncate font-mono text-small" title={`${one.method} ${hostText(one)}${one.path}`}>
        <span className="text-text3">
          <Outside text={one.method} limit={20} />
        </span>{" "}
        <Outside text={hostText(one)} limit={253} />
        <span className="text-text2">
          <Outside text={one.path} />
        </span>
      </div>
      <div className="truncate text-small text-text3" title={one.reason}>
        <Outside text={one.reason} />
      </div>
    </>
  );
}

const decidedIcons: Readonly<Record<DecidedApproval["outcome"], ReactNode>> = {
  once: <Check size={13} aria-hidden className="shrink-0 text-text2" />,
  session: <Check size={13} aria-hidden className="shrink-0 text-text2" />,
  always: <Check size={13} aria-hidden className="shrink-0 text-text2" />,
  deny: <X size={13} aria-hidden className="shrink-0 text-danger" />,
  timeout: <Clock size={13} aria-hidden className="shrink-0 text-text3" />,
  withdrawn: <Undo2 size={13} aria-hidden className="shrink-0 text-text3" />,
};

function Decided({ one }: { readonly one: DecidedApproval }) {
  return (
    <div className="flex items-center gap-2 text-small">
      {decidedIcons[one.outcome]}
      <span className="max-w-[45%] shrink-0 truncate font-mono">{one.sessionName}</span>
      <span className="min-w-0 flex-1 truncate font-mono text-text2">
        <Outside text={hostText(one)} limit={253} />
      </span>
      <time dateTime={one.decidedAt} title={exactTime(one.decidedAt)} className="shrink-0 text-label text-text3">
        {outcomeWords[one.outcome]} · {clock(one.decidedAt).slice(0, 5)}
      </time>
    </div>
  );
}
