import type { PolicyRule } from "../../../../src-shared/model/policy.ts";
import type { HeaderList, PlannedInjection, ProxyRequest, Refusal } from "../exchange.ts";
import type { HostPolicy } from "./hostPolicy.ts";
import type { PathReadings } from "./pathReadings.ts";

/** What the rules look at. Nothing here changes while they run. */
export interface Facts {
  readonly request: ProxyRequest;
  /** The policy narrowed to the request's host and port. */
  readonly host: HostPolicy;
  readonly path: PathReadings;
  /** Lower-case names of the request's headers, in their order. */
  readonly names: readonly string[];
}

/** What the rules decide, built up one after the other. */
export interface Draft {
  readonly headers: HeaderList;
  readonly injections: readonly PlannedInjection[];
  /** The user's rule that matched with `allow` or `tunnel`; null while none has. */
  readonly allowedBy: PolicyRule | null;
  /** `[policy] allow` names the call, and so opens the list of a host's usual calls for it. */
  readonly opened: boolean;
  /** It goes out without the session's credential, and without the placeholder. */
  readonly anonymous: boolean;
  /** Placeholders of this host that came in where a credential belongs. */
  readonly arrived: ReadonlySet<string>;
}

/** A refusal, a change, or null to pass. A rule that throws counts as a refusal. */
export type Outcome = Refused | { readonly change: Partial<Draft> } | null;

export interface Refused {
  readonly refuse: Refusal;
  /** The user could approve it. */
  readonly ask?: true;
  /** What an approval changes. */
  readonly approved?: Partial<Draft>;
}

/** Pure: the same request and policy give the same outcome. */
export type Rule = (facts: Facts, draft: Draft) => Outcome;

export function refuse(
  rule: string,
  reason: string,
  hint: string | null,
  options: { status?: number; retryable?: boolean } = {},
): Refused {
  return { refuse: { status: options.status ?? 403, rule, reason, hint, retryable: options.retryable ?? false } };
}

/** True when a rule speaks of this host rather than of every host: only then does it override built-in rules. */
export function namesHost(rule: PolicyRule | null): boolean {
  return rule !== null && rule.host !== "*";
}

/** How a refusal names the request, short enough for a log and a terminal. */
export function nameOf({ request, path }: Facts): string {
  const shown = path.raw.length > 200 ? `${path.raw.slice(0, 200)}…` : path.raw;
  return `${request.method} ${request.host}${shown}`;
}
