import { useQuery } from "@tanstack/react-query";
import type { RefCallback } from "react";
import { type DeletedSession, daysKept } from "../../../src-shared/model/deletedSession.ts";
import { client } from "../../connection/connection.ts";
import { age, exactTime, memory } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import type { CommandId } from "../../keys/keymap.ts";
import { useNow } from "../../state/clock.ts";
import { go } from "../../state/route.ts";
import { Empty } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { useDialogs } from "../shell/dialogs.ts";
import { bringBack, leftUntil } from "./deletions.ts";
import { matchesText } from "./sessionOrder.ts";

/** Deleted sessions, each with how long it can still be brought back. */
export function DeletedList(props: {
  readonly deleted: readonly DeletedSession[];
  readonly text: string;
  readonly keys: Readonly<Partial<Record<CommandId, () => void>>>;
  readonly opened: RefCallback<HTMLDivElement>;
}) {
  const now = useNow();
  const rows = props.deleted.filter((one) => matchesText(one, props.text));
  const ids = props.deleted.map(({ id }) => id).join(" ");
  const { data } = useQuery({
    queryKey: ["space of the deleted", ids],
    queryFn: () => client().sessions.space({}),
    enabled: ids !== "",
    placeholderData: (before) => before,
  });
  return (
    <div
      ref={props.opened}
      role="region"
      aria-label="Deleted sessions"
      data-row-list="plain"
      tabIndex={0}
      onKeyDown={(event) => {
        const isButton = event.target instanceof HTMLButtonElement && /^( |Enter)$/.test(event.key);
        if (!isButton) runCommand(event, props.keys);
      }}
      className="min-h-0 flex-1 overflow-auto"
    >
      {rows.length === 0 ? (
        <Empty title={props.text ? `No deleted session matches “${props.text}”.` : "No session can be brought back."}>
          <p>A deleted session is kept for {daysKept} days.</p>
          <Button onClick={() => go("/sessions")} keys="sessions.all">
            All sessions
          </Button>
        </Empty>
      ) : (
        <ul className="divide-y divide-line border-b border-line">
          {rows.map((one) => (
            <Row
              key={one.id}
              one={one}
              now={now}
              bytes={data?.items.find(({ kind, id }) => kind === "deleted" && id === one.id)?.bytes ?? null}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function Row({
  one,
  now,
  bytes,
}: {
  readonly one: DeletedSession;
  readonly now: number;
  readonly bytes: number | null;
}) {
  const { name, agent, repository, deletedAt, destroyedAfter } = one;
  const ago = age(deletedAt, now);
  const isLate = Date.parse(destroyedAfter) - now < 86_400_000;
  return (
    <li className="row-hover grid min-h-[46px] grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-1.5 min-[800px]:grid-cols-[minmax(0,1fr)_210px_72px_auto]">
      <div className="min-w-0">
        <p className="truncate font-mono font-medium" title={name}>
          {name}
        </p>
        <p className="truncate text-small text-text2">
          {agent}
          {repository && (
            <>
              {" · "}
              <Outside text={repository.name} limit={60} />
              {/* Of a session that came back under another name. */}
              {repository.branch !== `clauderon/${name}` && (
                <>
                  {" · "}
                  <Outside text={repository.branch} limit={80} />
                </>
              )}
            </>
          )}
        </p>
      </div>
      <div className="text-small max-[800px]:order-3 max-[800px]:col-span-2">
        <p className="text-text2" title={exactTime(deletedAt)}>
          Deleted {ago === "now" ? "just now" : /\d[smhd]$/.test(ago) ? `${ago} ago` : ago}
        </p>
        <p className={isLate ? "text-warn" : "text-text2"} title={exactTime(destroyedAfter)}>
          Destroyed for good in {leftUntil(destroyedAfter, now)}
        </p>
      </div>
      <p className="text-right text-text2 max-[800px]:hidden">{memory(bytes)}</p>
      <div className="flex gap-2">
        <Button
          small
          title={`Bring ${name} back`}
          aria-label={`Bring back ${name}`}
          onClick={() => void bringBack([one])}
        >
          Bring back
        </Button>
        <Button
          small
          kind="quiet"
          aria-label={`Destroy now… ${name}`}
          onClick={() => useDialogs.setState({ purging: one })}
        >
          Destroy now…
        </Button>
      </div>
    </li>
  );
}
