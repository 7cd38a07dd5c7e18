import type { RefusedGroup } from "../../../src-shared/model/approval.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { Policy } from "../policy.ts";
import { exactRulePath } from "../proxy/approvals/question.ts";
import type { ProxyRequest } from "../proxy/exchange.ts";
import { type Place, wouldHelp } from "./proposeRule.ts";

export interface Refusals {
  readonly record: AuditRecord;
  readonly count: number;
}

type SessionFacts = Pick<ProxyRequest, "sessionId" | "accessMode" | "workspace">;

/** What was refused and a rule of the user's would let through now. `session` is null for those that are gone. */
export function allowableRefusals(
  refusals: readonly Refusals[],
  policy: Policy,
  session: (id: string) => SessionFacts | null,
): RefusedGroup[] {
  return refusals.flatMap(({ record, count }) => {
    const facts = session(record.session_id ?? "");
    const place = placeOf(record);
    if (!facts || !place || !wouldHelp(place, policy, facts)) return [];
    const { method, scheme, host, port } = place;
    return [
      {
        id: `refused-${record.seq}`,
        sessionId: facts.sessionId,
        sessionName: record.session_name ?? facts.sessionId,
        method,
        scheme,
        host,
        port,
        path: record.path ?? "/",
        rule: record.rule,
        reason: record.reason ?? "",
        count,
        lastAt: record.timestamp,
      },
    ];
  });
}

/** Where a recorded request went; null where no rule can name it: the log redacts what a rule would need. */
export function placeOf({ method, scheme, host, port, path }: AuditRecord): Place | null {
  if (method === null || (scheme !== "http" && scheme !== "https") || host === null || port === null) return null;
  const rulePath = path === null ? null : exactRulePath(path);
  // What was hidden in the log reads like a path of its own.
  if (rulePath === null || rulePath.includes("REDACTED") || rulePath.includes("TRUNCATED")) return null;
  return { method, scheme, host, port, rulePath };
}
