import type { ReplayChange, ReplayEvent } from "../../../src-shared/contract/rules.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { Policy } from "../policy.ts";
import type { ProxyRequest, SessionFacts, Verdict } from "./exchange.ts";
import { decide, tunnelRule } from "./pipeline.ts";
import { placeholderHeaders } from "./testUrl.ts";

type Answer = ReplayChange["now"];
type Result = Extract<ReplayEvent, { type: "result" }>;

/**
 * Compares two policies over recorded requests. Bodies and headers are not recorded: both see the same honest ones. An
 * approval that let a request pass counts for both policies too, where they ask: the user would not answer otherwise
 * because a rule moved.
 */
export class Replay {
  readonly #now: Policy;
  readonly #changed: Policy;
  readonly #limit: number;
  readonly #result = { checked: 0, skipped: 0, refused: 0, allowed: 0, other: 0, approved: 0 };
  #changes: ReplayChange[] = [];

  constructor(now: Policy, changed: Policy, limit: number) {
    this.#now = now;
    this.#changed = changed;
    this.#limit = limit;
  }

  get checked(): number {
    return this.#result.checked;
  }

  result(): Result {
    return { type: "result", ...this.#result, changes: this.#changes };
  }

  /** Records come newest first, so that the first that differ are those to show. */
  add(record: AuditRecord, session: SessionFacts): void {
    const { method, host, port, path, scheme } = record;
    if (method === null || host === null || port === null || path === null || record.decision === "off") {
      this.#result.skipped++;
      return;
    }
    this.#result.checked++;
    const secure = scheme === "https" || scheme === "wss";
    const passed = record.decision === "allow";
    const ask = (inForce: Policy): Answer & { readonly approved?: boolean } => {
      const policy = passed ? withGrantOf(record, inForce) : inForce;
      const tunnel = secure ? tunnelRule(host, port, policy) : null;
      if (tunnel) return { decision: "tunnel", rule: tunnel.source, reason: tunnel.reason };
      const request: ProxyRequest = {
        ...session,
        sessionId: record.session_id ?? "",
        scheme: secure ? "https" : "http",
        host,
        port,
        sni: secure ? host : null,
        method,
        target: path,
        headers: secure && record.credential_id !== null ? placeholderHeaders(policy, host, port) : [],
        upgrade: scheme === "ws" || scheme === "wss",
        hasBody: record.request_bytes > 0,
        body: "unseen",
      };
      const verdict = decide(request, policy);
      if (verdict.decision !== "ask" || !passed) return answerOf(verdict);
      return { ...answerOf(decide(request, policy, new Set([verdict.rule]))), approved: true };
    };
    const { approved = false, ...now } = ask(this.#now);
    const { approved: _, ...changed } = ask(this.#changed);
    if (approved || record.rule.startsWith("grant ")) this.#result.approved++;
    if (now.decision === changed.decision && now.rule === changed.rule) return;
    if (passes(now) && passes(changed)) return;
    if (passes(now)) this.#result.refused++;
    else if (passes(changed)) this.#result.allowed++;
    else this.#result.other++;
    if (this.#changes.length >= this.#limit) return;
    this.#changes.push({
      seq: record.seq,
      timestamp: record.timestamp,
      sessionName: record.session_name,
      method,
      host,
      path,
      recorded: { decision: record.decision, rule: record.rule },
      now,
      changed,
    });
  }
}

/** A grant ends with its session, or is taken back; what it let pass was let pass by the user all the same. */
function withGrantOf({ rule, host, port }: AuditRecord, policy: Policy): Policy {
  if (!rule.startsWith("grant ") || policy.rules.some(({ source }) => source === rule)) return policy;
  const grant = { host: host ?? "", port, methods: null, path: null, action: "allow", reason: null } as const;
  return { ...policy, rules: [...policy.rules, { ...grant, source: rule, publicOnly: true }] };
}

function answerOf({ decision, rule, reason, refusal }: Verdict): Answer {
  return { decision, rule, reason: refusal ? refusal.reason : reason };
}

function passes({ decision }: Answer): boolean {
  return decision === "allow" || decision === "tunnel";
}
