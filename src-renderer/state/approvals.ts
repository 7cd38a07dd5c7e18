import { create } from "zustand";
import type { Inbox } from "../../src-shared/contract/approvals.ts";
import type { Approval } from "../../src-shared/model/approval.ts";
import { startFeed } from "../connection/feed.ts";

/** Null before the first look. */
export const useApprovals = create<{ readonly inbox: Inbox | null }>(() => ({ inbox: null }));

export function followApprovals(): void {
  startFeed({
    open: (client) => client.approvals.watch({}),
    onEvent: (inbox) => useApprovals.setState({ inbox }),
  });
}

/** The request of a session whose agent waits for the user, the oldest first; null when none does. */
export function useHeld(sessionId: string): Approval | null {
  return useApprovals(({ inbox }) => inbox?.waiting.find((one) => one.held && one.sessionId === sessionId) ?? null);
}

export const approvalAddress = (id: string): string => `/approvals/${encodeURIComponent(id)}`;
