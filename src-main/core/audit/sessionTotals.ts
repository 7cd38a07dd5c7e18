import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { Database } from "../storage/database.ts";

/** What a session, or all of them, did so far. */
export interface Totals {
  readonly requests: number;
  readonly denials: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Read from and written to the provider's prompt cache. */
  readonly cacheTokens: number;
  readonly costUsd: number;
}

type Counts = [requests: number, denials: number, input: number, output: number, cache: number, cost: number];

/** Adds records to the counters of their sessions. Within the transaction that stores the records. */
export function addToTotals(database: Database, records: readonly AuditRecord[]): void {
  const bySession = new Map<string, Counts>();
  for (const record of records) {
    const key = record.session_id ?? "";
    const counts = bySession.get(key) ?? [0, 0, 0, 0, 0, 0];
    const { usage } = record;
    counts[0] += record.count;
    if (record.decision === "deny") counts[1] += record.count;
    if (usage) {
      counts[2] += usage.input_tokens;
      counts[3] += usage.output_tokens;
      counts[4] += usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
    }
    counts[5] += record.cost_usd ?? 0;
    bySession.set(key, counts);
  }
  const add = database.prepare(`
    INSERT INTO session_totals VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (session_id) DO UPDATE SET
      requests = requests + excluded.requests, denials = denials + excluded.denials,
      input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
      cache_tokens = cache_tokens + excluded.cache_tokens, cost_usd = cost_usd + excluded.cost_usd`);
  for (const [sessionId, counts] of bySession) add.run(sessionId, ...counts);
}

/** Counts the totals anew from the records that are there. */
export function countTotals(database: Database): void {
  database.exec(`
    DELETE FROM session_totals;
    INSERT INTO session_totals
      SELECT ifnull(session_id, ''), sum(count), ifnull(sum(CASE WHEN decision = 'deny' THEN count END), 0),
        ifnull(sum(usage_input_tokens), 0), ifnull(sum(usage_output_tokens), 0),
        ifnull(sum(usage_cache_creation_input_tokens + usage_cache_read_input_tokens), 0), ifnull(sum(cost_usd), 0)
      FROM records GROUP BY ifnull(session_id, '')`);
}

/** Of one session, or of everything when `sessionId` is null. */
export function readTotals(database: Database, sessionId: string | null): Totals {
  return database
    .prepare(`
      SELECT ifnull(sum(requests), 0) AS requests, ifnull(sum(denials), 0) AS denials,
        ifnull(sum(input_tokens), 0) AS inputTokens, ifnull(sum(output_tokens), 0) AS outputTokens,
        ifnull(sum(cache_tokens), 0) AS cacheTokens, ifnull(sum(cost_usd), 0) AS costUsd
      FROM session_totals WHERE ? IS NULL OR session_id = ?`)
    .get(sessionId, sessionId) as Totals;
}
