import { clsx } from "clsx";
import type { Session } from "../../../src-shared/model/session.ts";
import { age, cost, count, cpu, memory, missing, tokens, uptime } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { LockBadge } from "./LockBadge.tsx";
import { NextStep } from "./NextStep.tsx";
import { Peek } from "./Peek.tsx";
import { ActionsMenu, rowAttributes, SelectBox } from "./rowParts.tsx";
import { allTokens, Measure, Refused, Workspace } from "./SessionCell.tsx";
import { AccessBadge, StateIcon, stateColour, stateWord } from "./SessionState.tsx";
import type { SessionListProps } from "./SessionTable.tsx";

/** The same sessions as cards of four lines. */
export function SessionCards(props: SessionListProps) {
  return (
    <div role="presentation" className="flex flex-col gap-4 p-4">
      {props.groups.map(({ key, name, sessions }) => (
        <div
          key={key}
          role="rowgroup"
          aria-label={`${name || "Sessions"}, ${sessions.length}`}
          className="flex flex-col gap-2"
        >
          {name !== "" && (
            <div role="row">
              <span role="gridcell" className="text-small font-medium">
                <bdi>{name}</bdi> <span className="font-normal text-text3">{sessions.length}</span>
              </span>
            </div>
          )}
          <div role="presentation" className="grid grid-cols-[repeat(auto-fill,minmax(320px,1fr))] gap-2">
            {sessions.map((session) => (
              <Card key={session.id} session={session} list={props} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function Card({ session, list }: { readonly session: Session; readonly list: SessionListProps }) {
  const now = useNow();
  const since = useSessions((state) => state.since.get(session.id) ?? null);
  const totals = useStatus((state) => state.totals.get(session.id) ?? null);
  const stats = useStatus((state) => state.stats.get(session.id) ?? null);
  const { act } = list;
  const isRunning = session.state === "running";
  const isSelected = list.selected.has(session.id);
  const isFocused = session.id === list.focusedId;
  const up = isRunning && session.startedAt ? now - Date.parse(session.startedAt) : null;
  return (
    <div
      role="presentation"
      className={clsx(
        "overflow-hidden rounded-panel border",
        isFocused ? "border-accent" : "border-line",
        isSelected ? "bg-selected" : "row-hover",
      )}
    >
      <div
        role="row"
        {...rowAttributes({ session, since, now, totals, focused: isFocused, selected: isSelected, act })}
        className="flex flex-col gap-1 p-3"
      >
        <span role="gridcell" className="flex items-center gap-2">
          <span className="flex" onClick={(event) => event.stopPropagation()} onKeyDown={() => {}} role="presentation">
            <SelectBox session={session} selected={isSelected} act={act} focused={isFocused} />
          </span>
          <span className="min-w-0 flex-1 truncate font-mono font-medium" title={session.name}>
            {session.name}
          </span>
          <span
            role="presentation"
            onClick={(event) => event.stopPropagation()}
            onKeyDown={(event) => event.stopPropagation()}
          >
            <ActionsMenu session={session} act={act} focused={isFocused} open={list.menu === session.id} />
          </span>
        </span>
        <span role="gridcell" className={clsx("flex items-center gap-2", stateColour(session))}>
          <StateIcon session={session} />
          {stateWord(session)}
          <span className="text-text3">{since === null ? "" : age(since, now)}</span>
          <span className="ml-auto min-w-0 truncate">
            <Workspace session={session} />
          </span>
        </span>
        <span role="gridcell" className="flex items-center gap-1.5 text-small text-text3">
          {session.agent} · <LockBadge session={session} /> · <AccessBadge mode={session.accessMode} icon={false} />
          <span className="ml-auto">{up === null ? missing : `up ${uptime(up)}`}</span>
        </span>
        <span role="gridcell" className="flex items-center gap-2 text-small text-text3">
          {count(totals?.requests ?? 0)} req ·{" "}
          <Refused session={session} denials={totals?.denials ?? 0} focused={isFocused} /> refused ·{" "}
          {tokens(allTokens(totals))} · {cost(totals?.costUsd ?? 0)}
          <span className="ml-auto flex items-center gap-2">
            <Measure
              values={isRunning ? (stats?.cpu ?? null) : null}
              max={session.limits.cpus}
              text={isRunning ? cpu(stats?.latest.cpuCores ?? null) : missing}
              label="CPU of the last minute"
            />
            {isRunning && memory(stats?.latest.memoryBytes ?? null)}
          </span>
        </span>
      </div>
      <NextStep session={session} focused={isFocused} onReply={() => act.peek(session, "reply")} />
      {list.peek?.id === session.id && (
        <Peek session={session} replies={list.peek.kind === "reply"} onClose={() => act.peek(session, null)} />
      )}
    </div>
  );
}
