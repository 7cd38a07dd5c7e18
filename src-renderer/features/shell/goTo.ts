import { approvalAddress, useApprovals } from "../../state/approvals.ts";
import { useFocusedSession } from "../../state/focusedSession.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { groupOf, inOrder } from "../sessions/sessionOrder.ts";

/** To the request that the session in front, or of the row in focus, is held by; else to the whole inbox. */
export function openApprovals(): void {
  const here = sessionNamed(useSessions.getState().sessions, decodeURIComponent(location.pathname.split("/")[2] ?? ""));
  const id = here?.id ?? useFocusedSession.getState().id;
  const held = useApprovals.getState().inbox?.waiting.find((one) => one.held && one.sessionId === id);
  go(held ? approvalAddress(held.id) : "/approvals");
}

/** The session after the one in front, in the order of the sidebar, that waits for a person. */
export function nextThatNeedsYou(): void {
  const { sessions, since } = useSessions.getState();
  const waiting = inOrder(sessions?.values() ?? [], since).filter((session) => groupOf(session) === "needs");
  const here = sessionNamed(sessions, decodeURIComponent(location.pathname.split("/")[2] ?? ""));
  const at = waiting.findIndex(({ id }) => id === here?.id);
  const next = waiting[at + 1] ?? waiting[0];
  if (next) go(sessionAddress(next.name));
}
