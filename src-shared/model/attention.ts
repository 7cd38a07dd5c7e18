import type { Approval } from "./approval.ts";
import type { Session } from "./session.ts";
import { groupOf } from "./sessionOrder.ts";

/** The state of everything as one shape: the tray's icon, and the icon of a browser tab. */
export type Mark = "on" | "off" | "attention" | "down";

export interface AttentionState {
  /** False without a core or without a container engine. */
  readonly isUp: boolean;
  readonly isProxyOn: boolean;
  readonly sessions: Iterable<Session>;
  readonly waiting: readonly Approval[];
  /** A service has said no to some credential. */
  readonly isTokenRejected: boolean;
}

export interface Attention {
  readonly mark: Mark;
  /** How many sessions and requests need a person. One that waits because its request does counts once. */
  readonly count: number;
}

export function attentionFor(state: AttentionState): Attention {
  const needy = new Set<string>();
  for (const session of state.sessions) if (groupOf(session) === "needs") needy.add(session.id);
  const asked = state.waiting.filter(({ sessionId }) => !needy.has(sessionId));
  const count = needy.size + asked.length;
  return { mark: markOf(state, count), count };
}

function markOf({ isUp, isProxyOn, isTokenRejected }: AttentionState, count: number): Mark {
  if (!isUp) return "down";
  if (!isProxyOn) return "off";
  return count > 0 || isTokenRejected ? "attention" : "on";
}
