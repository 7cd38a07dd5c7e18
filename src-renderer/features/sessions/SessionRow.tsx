import { clsx } from "clsx";
import { Ellipsis } from "lucide-react";
import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { age, cost, count, cpu, exactTime, memory, missing, tokens, uptime } from "../../format/formats.ts";
import { go, sessionAddress } from "../../state/route.ts";
import type { StatsHistory } from "../../state/status.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { AccessBadge, NetworkBadge, StateIcon, stateColour, stateWord } from "./SessionState.tsx";
import { Sparkline } from "./Sparkline.tsx";
import { sessionMenu } from "./sessionMenu.ts";

export const columns =
  "grid grid-cols-[32px_124px_minmax(120px,176px)_64px_minmax(0,1fr)_132px_62px_56px_66px_64px_66px_104px_112px_30px] items-center";

export interface SessionRowProps {
  readonly session: Session;
  readonly rowIndex: number;
  readonly since: number | null;
  readonly now: number;
  readonly totals: AuditTotals | null;
  readonly stats: StatsHistory | null;
  readonly focused: boolean;
  readonly selected: boolean;
  readonly menuOpen: boolean;
  readonly onMenu: (open: boolean) => void;
  readonly onSelect: (selected: boolean) => void;
  readonly onFocus: () => void;
}

export function SessionRow(props: SessionRowProps) {
  const { session, since, now, totals, stats, focused, selected } = props;
  const running = session.state === "running";
  const up = running && session.startedAt ? now - Date.parse(session.startedAt) : null;
  const number = "pr-3 text-right";
  return (
    <>
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={props.rowIndex}
        aria-selected={selected}
        data-session={session.name}
        onClick={() => go(sessionAddress(session.name))}
        onKeyDown={() => {}}
        onMouseDown={props.onFocus}
        className={clsx(
          columns,
          "relative h-[34px] border-b border-line",
          selected ? "bg-selected" : "row-hover",
          focused && "before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent",
        )}
      >
        <span
          role="gridcell"
          className="flex h-full items-center justify-center"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={() => {}}
        >
          <input
            type="checkbox"
            aria-label={`Select ${session.name}`}
            tabIndex={-1}
            checked={selected}
            onChange={(event) => props.onSelect(event.target.checked)}
            className="size-3.5 accent-accent"
          />
        </span>
        <span role="gridcell" className={clsx("flex items-center gap-2", stateColour(session))}>
          <StateIcon session={session} />
          <span className="truncate">{stateWord(session)}</span>
          <span className="text-text3">{since === null ? "" : age(since, now)}</span>
        </span>
        <span role="gridcell" className="truncate pr-3 font-mono text-small font-medium text-text" title={session.name}>
          {session.name}
        </span>
        <span role="gridcell" className="text-small text-text2">
          {session.agent}
        </span>
        <span role="gridcell" className="truncate pr-3 font-mono text-small text-text2">
          {session.repository ? (
            <>
              <Outside text={session.repository.name} />{" "}
              <span className="text-text3">
                <Outside text={session.repository.branch} />
              </span>
            </>
          ) : (
            <span className="text-text3">{missing}</span>
          )}
        </span>
        <span role="gridcell" className="flex gap-2 text-small">
          <NetworkBadge network={session.network} />
          <AccessBadge mode={session.accessMode} />
        </span>
        <span role="gridcell" className={number} title={session.startedAt ? exactTime(session.startedAt) : undefined}>
          <Value text={uptime(up)} quiet={up === null} />
        </span>
        <span role="gridcell" className={number}>
          <Value text={count(totals?.requests ?? 0)} quiet={!totals?.requests} />
        </span>
        <span role="gridcell" className={number}>
          {totals && totals.denials > 0 ? (
            <button
              type="button"
              tabIndex={-1}
              className="text-danger underline decoration-danger/50"
              onClick={(event) => {
                event.stopPropagation();
                go(`/audit?q=${encodeURIComponent(`session:${session.name} decision:deny`)}`);
              }}
            >
              {count(totals.denials)}
            </button>
          ) : (
            <Value text="0" quiet />
          )}
        </span>
        <span role="gridcell" className={number}>
          <Value
            text={tokens(totals ? totals.inputTokens + totals.outputTokens + totals.cacheTokens : 0)}
            quiet={!totals}
          />
        </span>
        <span role="gridcell" className={number}>
          <Value text={cost(totals?.costUsd ?? 0)} quiet={!totals?.costUsd} />
        </span>
        <Measure
          values={stats?.cpu ?? null}
          max={session.limits.cpus}
          text={running ? cpu(stats?.latest.cpuCores ?? null) : missing}
          label="CPU, last minute"
        />
        <Measure
          values={stats?.memory ?? null}
          max={session.limits.memoryBytes}
          text={running ? memory(stats?.latest.memoryBytes ?? null) : missing}
          label={`Memory, last minute, of ${memory(session.limits.memoryBytes)}`}
        />
        <span
          role="gridcell"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          <Menu
            open={props.menuOpen}
            onOpenChange={props.onMenu}
            items={sessionMenu(session)}
            trigger={
              <IconButton label={`Actions of ${session.name}`} keys="." tabIndex={-1}>
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            }
          />
        </span>
      </div>
      {session.error && (
        <div role="row" className="border-b border-line bg-danger-tint py-1 pl-8 pr-4 text-small text-danger">
          <span role="gridcell">
            <Outside text={session.error} limit={400} />
          </span>
        </div>
      )}
    </>
  );
}

function Value({ text, quiet }: { readonly text: string; readonly quiet: boolean }) {
  return <span className={clsx("whitespace-nowrap", quiet ? "text-text3" : "text-text2")}>{text}</span>;
}

function Measure(props: {
  readonly values: readonly number[] | null;
  readonly max: number;
  readonly text: string;
  readonly label: string;
}) {
  const { values, max, text, label } = props;
  return (
    <span role="gridcell" className="flex items-center justify-end gap-2 pr-3">
      {values && <Sparkline values={values} max={max} label={label} />}
      <Value text={text} quiet={values === null} />
    </span>
  );
}
