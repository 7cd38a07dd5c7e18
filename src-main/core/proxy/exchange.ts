import type { Decision } from "../../../src-shared/model/auditRecord.ts";
import type { AccessMode } from "../../../src-shared/model/session.ts";
import type { Workspace } from "../workspace.ts";
import type { BodyFacts } from "./inspection/bodyFacts.ts";

/** Header fields in the order and casing in which they came: [name, value]. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What decisions depend on of the session that asks. */
export interface SessionFacts {
  readonly accessMode: AccessMode;
  /** Null for a session without a clone. */
  readonly workspace: Workspace | null;
}

/** A request as the pipeline sees it, after parsing and before anything was sent. Plain data, no socket. */
export interface ProxyRequest extends SessionFacts {
  readonly sessionId: string;
  /** "https" inside an intercepted tunnel; "http" for absolute-form and for plain HTTP inside a tunnel. */
  readonly scheme: "http" | "https";
  /** CONNECT target or absolute-form authority: lower case, no trailing dot, no brackets. */
  readonly host: string;
  readonly port: number;
  /** Server name of the client's TLS hello, normalised like host; null when absent or without TLS. */
  readonly sni: string | null;
  readonly method: string;
  /** Origin-form: path and query as sent. */
  readonly target: string;
  readonly headers: HeaderList;
  /** A WebSocket or other `Upgrade` request. */
  readonly upgrade: boolean;
  readonly hasBody: boolean;
  /** Numbers of the session's own repositories at GitHub, as answers of GitHub told them. */
  readonly ownRepositoryIds?: ReadonlySet<number>;
  /** What its body says, where that decides; "unseen" where only the head is asked about, as in a test of the rules. */
  readonly body: BodyFacts | "unseen" | null;
}

/** What to inject, by name. The value joins as the very last step, outside the pipeline. */
export interface PlannedInjection {
  readonly credentialId: string;
  /** Lower-case header name. */
  readonly header: string;
  /** "Bearer {token}", "Basic {basic:x-access-token}", "{token}". */
  readonly template: string;
}

/** A refusal for people and agents. Becomes the 403 JSON of DESIGN §6 (or 421, 426, 429, 503). */
export interface Refusal {
  readonly status: number;
  readonly rule: string;
  readonly reason: string;
  readonly hint: string | null;
  readonly retryable: boolean;
  /** Seconds after which trying again may help. */
  readonly retryAfter?: number;
  /** The question that the user was asked about it. */
  readonly approval?: string;
}

/** What the pipeline decided. */
export interface Verdict {
  readonly decision: Decision;
  /** The rule that decided: "config.toml:41", "anthropic-paths", "default", … */
  readonly rule: string;
  readonly reason: string | null;
  readonly refusal: Refusal | null;
  /** Service of the host: "anthropic", "github", a custom credential's id; null for other hosts. */
  readonly service: string | null;
  /** Headers to forward: stripped of the placeholder, proxy and hop-by-hop fields, Host rewritten. No secret. */
  readonly headers: HeaderList;
  readonly injections: readonly PlannedInjection[];
  /** Private addresses may be connected to: a rule or an upstream entry names this host. */
  readonly allowPrivate: boolean;
}
