import type { AuditTotals } from "../../../src-shared/contract/audit.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { age, cost, plural } from "../../format/formats.ts";
import { stateWord } from "./SessionState.tsx";

/** A row as one sentence: "fix-retry-budget, waiting 4m, locked, propose, 1 refused, $8.12". */
export function rowSentence(session: Session, since: number | null, now: number, totals: AuditTotals | null): string {
  return [
    session.name,
    `${stateWord(session).toLowerCase()} ${since === null ? "" : age(since, now)}`.trim(),
    session.network,
    session.accessMode,
    `${plural(totals?.requests ?? 0, "request")}, ${totals?.denials ?? 0} refused`,
    cost(totals?.costUsd ?? 0),
    ...(session.error === null ? [] : ["failed"]),
  ].join(", ");
}
