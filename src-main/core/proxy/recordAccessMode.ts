import type { AccessMode } from "../../../src-shared/model/session.ts";
import type { ProxyState } from "./proxyState.ts";
import { RequestRecord } from "./record.ts";
import type { SessionState } from "./sessionState.ts";

/** What a session may do has changed: that is on record between the requests before and after. */
export function recordAccessMode(
  { audit }: Pick<ProxyState, "audit">,
  session: SessionState,
  before: AccessMode,
): void {
  const record = new RequestRecord(audit, {
    session,
    scheme: null,
    host: null,
    port: null,
    method: null,
    target: null,
    httpVersion: null,
  });
  record.service = "clauderon";
  record.decision = "allow";
  record.rule = `access-${session.data.accessMode}`;
  record.reason = `The user changed the access mode from "${before}" to "${session.data.accessMode}".`;
  record.end(null);
}
