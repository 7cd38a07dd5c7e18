import { Ellipsis } from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";
import { age, cost, tokens } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { useSessions } from "../../state/sessions.ts";
import { useStatus } from "../../state/status.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { AccessBadge, NetworkBadge, StateIcon, stateColour, stateWord } from "../sessions/SessionState.tsx";
import { sessionMenu } from "../sessions/sessionMenu.ts";

/** Who this is, what it does, what it may, and what it has used. */
export function SessionHeader({ session }: { readonly session: Session }) {
  const now = useNow();
  const since = useSessions((state) => state.since.get(session.id) ?? null);
  const totals = useStatus((state) => state.totals.get(session.id) ?? null);
  const proxyOff = useStatus((state) => state.status?.proxy.enabled === false);
  const used = totals ? totals.inputTokens + totals.outputTokens + totals.cacheTokens : 0;
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 overflow-hidden border-b border-line px-4">
      <h1 className="truncate font-mono text-title font-semibold">{session.name}</h1>
      <span className={`flex shrink-0 items-center gap-1.5 ${stateColour(session)}`}>
        <StateIcon session={session} />
        {stateWord(session)} <span className="text-text3">{age(since, now)}</span>
      </span>
      {proxyOff && <span className="shrink-0 text-danger">proxy off: requests get 503</span>}
      {session.repository && (
        <span className="min-w-0 truncate font-mono text-small text-text2">
          <Outside text={session.repository.name} />{" "}
          <span className="text-text3">
            <Outside text={session.repository.branch} />
          </span>
        </span>
      )}
      <span className="ml-auto flex shrink-0 items-center gap-3 text-small">
        <NetworkBadge network={session.network} />
        <AccessBadge mode={session.accessMode} />
        <span className="text-text3">
          {session.agent} · {session.mode}
        </span>
        <span className="text-text2">
          {tokens(used)} tokens · {cost(totals?.costUsd ?? 0)}
        </span>
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
