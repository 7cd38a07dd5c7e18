import { Ellipsis, GitBranch, GitCompare } from "lucide-react";
import { type Session, sourceOf } from "../../../src-shared/model/session.ts";
import { age, cost, diffTotals, tokens } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useNow } from "../../state/clock.ts";
import { setSearch } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { AccessMenu } from "../sessions/AccessMenu.tsx";
import { LockBadge } from "../sessions/LockBadge.tsx";
import { StateIcon, stateColour, stateWord } from "../sessions/SessionState.tsx";
import { sessionMenu } from "../sessions/sessionMenu.ts";
import { showInfo } from "./sidePanelTab.ts";

/** Who this is, what it does, what it may, and what it has used. */
export function SessionHeader({ session }: { readonly session: Session }) {
  const now = useNow();
  const since = useSessions((state) => state.since.get(session.id) ?? null);
  const totals = useStatus((state) => state.totals.get(session.id) ?? null);
  const proxyOff = useStatus((state) => state.status?.proxy.enabled === false);
  const changes = useStatus((state) => state.changes.get(session.id) ?? null);
  const used = totals ? totals.inputTokens + totals.outputTokens + totals.cacheTokens : 0;
  return (
    <header className="@container relative flex h-[38px] shrink-0 items-center gap-3 overflow-x-auto overflow-y-hidden whitespace-nowrap border-b border-line px-4 [scrollbar-width:none]">
      <h1 className="sr-only">{session.name}</h1>
      <span className={`flex shrink-0 items-center gap-1.5 ${stateColour(session)}`}>
        <StateIcon session={session} />
        {stateWord(session)} <span className="text-text3">{age(since, now)}</span>
      </span>
      {proxyOff && session.state === "running" && (
        <span className="shrink-0 text-danger">proxy off: requests get 503</span>
      )}
      {session.repository && (
        <span
          className="min-w-20 truncate font-mono text-small text-text"
          title={neutralise(`${sourceOf(session.repository)}, branch ${session.repository.branch}`, 400)}
        >
          <Outside text={session.repository.name} limit={80} />{" "}
          <GitBranch size={11} aria-hidden className="inline text-text3" />{" "}
          <span className="text-text2">
            <Outside text={session.repository.branch} limit={120} />
          </span>
          {changes && <span className="text-text3"> {diffTotals(changes)}</span>}
        </span>
      )}
      <span className="flex shrink-0 items-center gap-2 text-small">
        <button type="button" onClick={showInfo} className={`${tag} hover:bg-hover`}>
          <LockBadge session={session} detailed />
          <span className="sr-only">, shows what was tested</span>
        </button>
        <AccessMenu session={session} />
        <span className={`${tag} text-text2 @max-[760px]:hidden`}>
          {session.agent} · {session.mode}
        </span>
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-3 text-small">
        <span className="text-text2 @max-[640px]:hidden">
          {tokens(used)} tokens · {cost(totals?.costUsd ?? 0)}
        </span>
        {session.repository && (
          <Button small onClick={() => setSearch("diff", "")}>
            <GitCompare size={12} aria-hidden />
            Diff
          </Button>
        )}
        <Menu
          items={sessionMenu(session)}
          trigger={
            <IconButton label={`Actions of ${session.name}`}>
              <Ellipsis size={14} aria-hidden />
            </IconButton>
          }
        />
      </span>
    </header>
  );
}

const tag = "flex h-6 items-center rounded-tag border border-line px-1.5";
