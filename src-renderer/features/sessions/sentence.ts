import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { age, cost, plural } from "../../format/formats.ts";
import { spokenCost, spokenTime } from "../../format/spoken.ts";
import { stateWord } from "./SessionState.tsx";

/** A row as one sentence: "fix-retry-budget, waiting 4 minutes, locked, propose, 12 requests, 1 refused, 8 dollars 12". */
export function rowSentence(session: Session, since: number | null, now: number, totals: AuditTotals | null): string {
  const notLocked = session.selfTest?.verdict === "fail";
  return [
    session.name,
    `${stateWord(session).toLowerCase()} ${since === null ? "" : spokenTime(age(since, now))}`.trim(),
    notLocked ? "not locked" : session.network,
    session.accessMode,
    `${plural(totals?.requests ?? 0, "request")}, ${totals?.denials ?? 0} refused`,
    spokenCost(cost(totals?.costUsd ?? 0)),
    ...(session.error === null ? [] : ["failed"]),
  ].join(", ");
}
