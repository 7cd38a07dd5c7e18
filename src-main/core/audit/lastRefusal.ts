import { setTimeout as delay } from "node:timers/promises";
import type { RecordedRequests } from "./auditHost.ts";

const attempts = 10;
const pauseMs = 200;

/**
 * Why a request of the session was refused since then, as the newest record of one says. It is asked for a request that
 * is known to be answered: its record may be a moment away from the index.
 */
export async function lastRefusal(
  recorded: Pick<RecordedRequests, "page">,
  sessionId: string,
  since: Date,
): Promise<string | null> {
  const where = 'decision = "deny" or decision = "off"';
  const query = { session: sessionId, sessionIsKnown: true, from: since.toISOString(), where, limit: 1 };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [newest] = await recorded.page(query);
    if (newest) return newest.reason;
    await delay(pauseMs);
  }
  return null;
}
