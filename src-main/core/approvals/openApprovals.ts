import type { AuditSurvey } from "../audit/auditSurvey.ts";
import type { PolicyKeeper } from "../policyKeeper.ts";
import type { ProxyHost } from "../proxy/proxyHost.ts";
import type { SessionManager } from "../sessions/sessionManager.ts";
import type { Database } from "../storage/database.ts";
import { ApprovalDesk } from "./approvalDesk.ts";
import { DecidedStore } from "./decidedStore.ts";
import type { GrantStore } from "./grantStore.ts";
import type { Place } from "./proposeRule.ts";
import { allowableRefusals, placeOf } from "./refusedRequests.ts";

export interface ApprovalParts {
  readonly database: Database;
  readonly grants: GrantStore;
  readonly policies: PolicyKeeper;
  readonly proxy: ProxyHost;
  readonly sessions: SessionManager;
  readonly survey: AuditSurvey;
}

const dayMs = 24 * 3_600_000;
/** Sessions come, go and change their access mode: the list of what was refused catches up this often at the latest. */
const refusedMs = 10_000;

export interface Approvals {
  readonly desk: ApprovalDesk;
  readonly countAt: (place: Place) => number;
  /** From here on, grants for one session end with it. To be called when the sessions' states are known. */
  followSessions(): void;
}

/** Joins the desk to what it stands on: the proxy, the log, the rules, the sessions. */
export function openApprovals({ database, grants, policies, proxy, sessions, survey }: ApprovalParts): Approvals {
  const since = (ms: number): number => survey.firstSince(new Date(Date.now() - ms).toISOString());
  const living = () => {
    const all = sessions.list({ includeArchived: true });
    return new Map(all.map((session) => [session.id, session]));
  };
  const desk = new ApprovalDesk({
    grants,
    decided: new DecidedStore(database),
    tellProxy: (id, answer) => proxy.answerApproval(id, answer),
    grantsChanged: () => policies.grantsChanged(),
    refused: remembered(
      () => [survey.bounds().newestSeq, policies.policy, Math.floor(Date.now() / refusedMs)],
      () => {
        const known = living();
        return allowableRefusals(survey.refusals(since(dayMs)), policies.policy, (id) => {
          const facts = known.has(id) ? sessions.factsOf(id) : null;
          return facts && { sessionId: id, ...facts };
        });
      },
    ),
    refusedPlace: (id) => {
      const seq = /^refused-(\d{1,15})$/.exec(id)?.[1];
      const [record] = seq === undefined ? [] : survey.rows([Number(seq)]);
      const place = record?.decision === "deny" ? placeOf(record) : null;
      const sessionId = record?.session_id;
      if (!place || !sessionId) return null;
      return { ...place, sessionId, sessionName: record.session_name ?? sessionId };
    },
  });
  proxy.onRestart(() => desk.noteRestart());
  let held = new Set<string>();
  desk.onChange(() => {
    const now = new Set(desk.waiting().flatMap((approval) => (approval.held ? [approval.sessionId] : [])));
    for (const id of held) if (!now.has(id)) sessions.noteActivity(id, { type: "held", held: false });
    for (const id of now) if (!held.has(id)) sessions.noteActivity(id, { type: "held", held: true });
    held = now;
  });
  const endGrants = (): void => {
    const known = living();
    desk.noteSessions((id) => ["running", "creating"].includes(known.get(id)?.state ?? ""));
  };
  return {
    desk,
    countAt: ({ method, host, port, rulePath }) =>
      survey.countAt(since(7 * dayMs), { method, host, port, path: rulePath }),
    followSessions() {
      endGrants();
      sessions.onChange(endGrants);
    },
  };
}

/** Works out a value again only when one of its grounds has changed. */
function remembered<T>(grounds: () => readonly unknown[], work: () => T): () => T {
  let last: { readonly grounds: readonly unknown[]; readonly value: T } | null = null;
  return () => {
    const now = grounds();
    if (!last?.grounds.every((ground, at) => ground === now[at])) last = { grounds: now, value: work() };
    return last.value;
  };
}
