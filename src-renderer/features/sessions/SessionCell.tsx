import { clsx } from "clsx";
import { GitBranch } from "lucide-react";
import type { ReactNode } from "react";
import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import { type Session, sourceOf } from "../../../src-shared/model/session.ts";
import type { ChangeTotals } from "../../../src-shared/model/workspaceChanges.ts";
import {
  age,
  cost,
  count,
  cpu,
  diffTotals,
  exactTime,
  memory,
  missing,
  plural,
  tokens,
  uptime,
} from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { go } from "../../state/route.ts";
import { type StatsHistory, useStatus } from "../../state/status.ts";
import { Outside } from "../../ui/Outside.tsx";
import type { Column } from "./columns.ts";
import { LockBadge } from "./LockBadge.tsx";
import { AccessBadge, lastKnown, StateIcon, stateColour, stateWord } from "./SessionState.tsx";
import { Sparkline } from "./Sparkline.tsx";

export interface Facts {
  readonly session: Session;
  readonly since: number | null;
  readonly now: number;
  readonly totals: AuditTotals | null;
  readonly stats: StatsHistory | null;
  /** Its row is the one that keys work on: what can be pressed in it is in the order of Tab. */
  readonly focused: boolean;
}

/** One fact of a session, as its column shows it. */
export function SessionCell({ column, ...facts }: Facts & { readonly column: Column }) {
  const { session, totals } = facts;
  return (
    <span
      role="gridcell"
      className={clsx("min-w-0 pr-3", column.isNumber ? "flex items-center justify-end gap-2" : "truncate")}
      title={titleOf(column.id, session, totals)}
    >
      {factOf(column.id, facts)}
    </span>
  );
}

function factOf(id: Column["id"], { session, since, now, totals, stats, focused }: Facts): ReactNode {
  const isRunning = session.state === "running";
  switch (id) {
    case "state":
      return (
        <span className={clsx("flex items-center gap-2", stateColour(session))}>
          <StateIcon session={session} />
          <span className="truncate max-[440px]:sr-only">{stateWord(session)}</span>
          <span className="text-text3">{since === null ? "" : age(since, now)}</span>
        </span>
      );
    case "session":
      return <span className="font-mono text-small font-medium text-text">{session.name}</span>;
    case "agent":
      return <span className="text-small text-text2">{session.agent}</span>;
    case "workspace":
      return <Workspace session={session} />;
    case "access":
      return (
        <span className="flex items-center gap-1.5 text-small">
          <LockBadge session={session} />
          {session.selfTest?.verdict !== "fail" && (
            <>
              <span className="text-text3">·</span>
              <AccessBadge mode={session.accessMode} icon={false} />
            </>
          )}
        </span>
      );
    case "up": {
      const up = isRunning && session.startedAt ? now - Date.parse(session.startedAt) : null;
      return <Value text={uptime(up)} quiet={up === null} />;
    }
    case "requests":
      return <Value text={count(totals?.requests ?? 0)} quiet={!totals?.requests} />;
    case "refused":
      return <Refused session={session} denials={totals?.denials ?? 0} focused={focused} />;
    case "tokens":
      return <Value text={tokens(allTokens(totals))} quiet={!allTokens(totals)} />;
    case "cost":
      return <Value text={cost(totals?.costUsd ?? 0)} quiet={!totals?.costUsd} />;
    case "cpu":
      return (
        <Measure
          values={isRunning ? (stats?.cpu ?? null) : null}
          max={session.limits.cpus}
          text={isRunning ? cpu(stats?.latest.cpuCores ?? null) : missing}
          label="CPU of the last minute"
        />
      );
    case "memory":
      return (
        <Measure
          values={isRunning ? (stats?.memory ?? null) : null}
          max={session.limits.memoryBytes}
          text={isRunning ? memory(stats?.latest.memoryBytes ?? null) : missing}
          label={`Memory of the last minute, of ${memory(session.limits.memoryBytes)}`}
        />
      );
    case "message":
      return session.agentWords ? (
        <span className="text-small text-text2">
          “<Outside text={session.agentWords} limit={200} />”
        </span>
      ) : (
        <span className="text-text3">{missing}</span>
      );
    case "disk":
      return <Value text={memory(session.disk?.bytes ?? null)} quiet={session.disk === null} />;
    case "image":
      return <span className="font-mono text-small text-text2">{session.image}</span>;
    case "container":
      return <span className="font-mono text-small text-text3">{session.containerId?.slice(0, 12) ?? missing}</span>;
  }
}

/** The repository, and the branch where it does not follow from the session's name. */
export function Workspace({ session }: { readonly session: Session }) {
  const { repository } = session;
  const changes = useStatus((state) => state.changes.get(session.id) ?? null);
  if (!repository) return <span className="text-text3">{missing}</span>;
  return (
    <span className="flex items-center gap-3 font-mono text-small text-text2" title={workspaceTitle(session, changes)}>
      <span className="min-w-0 flex-1 truncate">
        <Outside text={repository.name} limit={60} />
        {repository.branch !== `clauderon/${session.name}` && (
          <span className="text-text3">
            {" "}
            <GitBranch size={11} aria-hidden className="inline" /> <Outside text={repository.branch} limit={80} />
          </span>
        )}
      </span>
      {changes && <span className="shrink-0 text-text3">{diffTotals(changes)}</span>}
    </span>
  );
}

function workspaceTitle({ repository }: Session, changes: ChangeTotals | null): string {
  const where = repository ? `${sourceOf(repository)}, branch ${repository.branch}` : "";
  const work = changes ? `, ${changes.uncommitted} uncommitted, ${plural(changes.unpushed, "unpushed commit")}` : "";
  return neutralise(`${where}${work}`, 400);
}

/** Requests that were refused; a click shows them. */
export function Refused(props: { readonly session: Session; readonly denials: number; readonly focused: boolean }) {
  const { session, denials, focused } = props;
  if (denials === 0) return <Value text="0" quiet />;
  return (
    <button
      type="button"
      tabIndex={focused ? 0 : -1}
      className="hit text-danger underline decoration-danger/50"
      onClick={(event) => {
        event.stopPropagation();
        go(`/audit?q=${encodeURIComponent(`session:${session.name} decision:deny`)}`);
      }}
    >
      {count(denials)}
    </button>
  );
}

export function allTokens(totals: AuditTotals | null): number {
  return totals ? totals.inputTokens + totals.outputTokens + totals.cacheTokens : 0;
}

function Value({ text, quiet }: { readonly text: string; readonly quiet: boolean }) {
  return <span className={clsx("whitespace-nowrap", quiet ? "text-text3" : "text-text2")}>{text}</span>;
}

export function Measure(props: {
  readonly values: readonly number[] | null;
  readonly max: number;
  readonly text: string;
  readonly label: string;
}) {
  const { values, max, text, label } = props;
  return (
    <>
      {values && values.length > 1 && <Sparkline values={values} max={max} label={`${label}: ${text}`} />}
      <Value text={text} quiet={values === null} />
    </>
  );
}

function titleOf(id: Column["id"], session: Session, totals: AuditTotals | null): string | undefined {
  switch (id) {
    case "state":
      return lastKnown(session) ?? stateWord(session);
    case "message":
      return session.agentWords ? neutralise(`The agent: “${session.agentWords}”`, 600) : undefined;
    case "session":
      return session.name;
    case "up":
      return session.startedAt ? `Started ${exactTime(session.startedAt)}` : undefined;
    case "memory":
      return `Limit ${memory(session.limits.memoryBytes)}`;
    case "cpu":
      return `Limit ${session.limits.cpus} cores`;
    case "tokens":
      return totals
        ? `${count(totals.inputTokens)} in, ${count(totals.outputTokens)} out, ${count(totals.cacheTokens)} cached`
        : undefined;
    case "image":
      return session.image;
    default:
      return undefined;
  }
}
