import { type Attention, attentionFor } from "../../src-shared/model/attention.ts";
import { useConnection } from "../connection/connection.ts";
import { useApprovals } from "./approvals.ts";
import { useSessions } from "./sessions.ts";
import { useStatus } from "./status.ts";

/** What the tab's icon and title say: the same as the desktop app's tray. */
export function useAttention(): Attention {
  const isOnline = useConnection(({ state }) => state === "online");
  const status = useStatus((all) => all.status);
  const sessions = useSessions((view) => view.sessions);
  const inbox = useApprovals((all) => all.inbox);
  return attentionFor({
    isUp: isOnline && status?.engine.ok !== false,
    isProxyOn: status?.proxy.enabled !== false,
    sessions: sessions?.values() ?? [],
    waiting: inbox?.waiting ?? [],
    isTokenRejected: (status?.rejectedCredentials ?? []).length > 0,
  });
}
