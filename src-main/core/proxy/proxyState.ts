import type { LeafMinter } from "../certs/leafMinter.ts";
import type { EnvironmentProxy } from "../environmentProxy.ts";
import type { Policy } from "../policy.ts";
import type { ApprovalBook } from "./approvals/approvalBook.ts";
import type { Strangers } from "./failureLimit.ts";
import type { AuditSink, RequestRecord } from "./record.ts";
import type { SecretFields } from "./renderInjection.ts";
import type { RepeatedRecords } from "./repeatedRecords.ts";
import type { SessionState } from "./sessionState.ts";
import type { ProxyEvent } from "./threadContract.ts";
import type { UpstreamConnector } from "./upstreamConnector.ts";
import type { UpstreamPools } from "./upstreamPool.ts";

/** What all parts of the running proxy share. Policy, secrets and the switch are replaced while it runs. */
export interface ProxyState {
  policy: Policy;
  secrets: Readonly<Record<string, SecretFields>>;
  enabled: boolean;
  readonly sessions: Map<string, SessionState>;
  readonly environmentProxy: EnvironmentProxy;
  readonly minter: LeafMinter;
  readonly audit: AuditSink;
  readonly repeated: RepeatedRecords;
  readonly strangers: Strangers;
  readonly approvals: ApprovalBook;
  readonly connector: UpstreamConnector;
  readonly pools: UpstreamPools;
  /** Requests that were forwarded and have no record yet, oldest first. */
  readonly inFlight: Set<RequestRecord>;
  emit(event: ProxyEvent): void;
}
