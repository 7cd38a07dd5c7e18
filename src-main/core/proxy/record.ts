import type { InFlight } from "../../../src-shared/contract/audit.ts";
import type { AuditEntry, Decision, Usage } from "../../../src-shared/model/auditRecord.ts";
import type { AuditIntent } from "../audit/auditWriter.ts";
import { redactPath } from "../audit/redact.ts";
import { newRequestId } from "../audit/requestId.ts";
import type { Refusal } from "./exchange.ts";
import type { SessionState } from "./sessionState.ts";

/** Where records go: the AuditWriter, or a double that refuses. Both methods throw when the log takes nothing. */
export interface AuditSink {
  intent(intent: AuditIntent): void;
  append(entry: AuditEntry): void;
}

/** What is known of a request when it begins. */
export interface RecordStart {
  readonly session: SessionState | null;
  readonly scheme: AuditEntry["scheme"];
  readonly host: string | null;
  readonly port: number | null;
  readonly method: string | null;
  /** As sent; redacted here. */
  readonly target: string | null;
  readonly httpVersion: string | null;
}

/** The record of one request in the making. Fields are filled as they become known; it is appended once. */
export class RequestRecord {
  readonly #audit: AuditSink;
  readonly #startedAt = performance.now();
  readonly #timestamp = new Date().toISOString();
  readonly #id = newRequestId();
  readonly #start: RecordStart;
  readonly #path: string | null;
  #firstByteAt: number | null = null;
  #appended = false;
  #brokenOff: Refusal | null = null;
  decision: Decision = "deny";
  rule = "internal-error";
  reason: string | null = null;
  service: string | null = null;
  credentialId: string | null = null;
  responseCode: number | null = null;
  requestBytes = 0;
  responseBytes = 0;
  usage: Usage | null = null;
  costUsd: number | null = null;
  scrubbed = 0;
  count = 1;

  constructor(audit: AuditSink, start: RecordStart) {
    this.#audit = audit;
    this.#start = start;
    this.#path = start.target === null ? null : redactPath(start.target);
  }

  firstByte(): void {
    this.#firstByteAt ??= performance.now();
  }

  /** What is known of it while it runs. */
  soFar(): InFlight {
    const { id, timestamp, session_id, session_name, method, scheme, host, path, rule, auth_injected } = this.#known();
    return { id, timestamp, session_id, session_name, method, scheme, host, path, rule, auth_injected };
  }

  /** Throws when the log takes nothing: then nothing may leave. */
  writeIntent(): void {
    this.#audit.intent(this.#known());
  }

  /** The request turned out to be none while its body came in. Whoever ends the record, that is what it says. */
  breakOff(refused: Refusal): void {
    this.#brokenOff ??= refused;
  }

  /** Appends the record. The writer keeps what it cannot write, so a failure is no reason to stop here. */
  end(error: string | null): void {
    if (this.#appended) return;
    this.#appended = true;
    const broken = this.#brokenOff;
    if (broken) {
      this.decision = "deny";
      this.rule = broken.rule;
      this.reason = broken.reason;
      this.responseCode ??= broken.status;
    }
    const now = performance.now();
    try {
      this.#audit.append({
        ...this.#known(),
        response_code: this.responseCode,
        duration_ms: round(now - this.#startedAt),
        ttfb_ms: this.#firstByteAt === null ? null : round(this.#firstByteAt - this.#startedAt),
        request_bytes: this.requestBytes,
        response_bytes: this.responseBytes,
        usage: this.usage,
        cost_usd: this.costUsd,
        scrubbed: this.scrubbed,
        count: this.count,
        error: broken ? broken.rule.replaceAll("-", "_") : error,
      });
    } catch {
      // Held by the writer, which also refuses the next intent.
    }
  }

  #known(): AuditIntent {
    const { session, scheme, host, port, method, httpVersion } = this.#start;
    return {
      id: this.#id,
      timestamp: this.#timestamp,
      session_id: session?.id ?? null,
      session_name: session?.data.name ?? null,
      service: this.service,
      method,
      scheme,
      host,
      port,
      path: this.#path,
      decision: this.decision,
      rule: this.rule,
      reason: this.reason,
      auth_injected: this.credentialId !== null,
      credential_id: this.credentialId,
      http_version: httpVersion,
    };
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
