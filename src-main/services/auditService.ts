import type { auditContract, InFlight } from "../../src-shared/contract/audit.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { AuditDeskClient } from "../core/audit/auditHost.ts";
import { type AuditLogOwner, AuditMaintenance } from "./auditMaintenance.ts";
import { whenChanged } from "./latest.ts";
import { passOn } from "./passOn.ts";

const activityEveryMs = 1000;
const progressEveryMs = 250;
const inFlightEveryMs = 500;
const inFlightShown = 100;

export interface AuditServiceOptions {
  /** The one that answers now: its thread may be replaced. */
  readonly desk: () => AuditDeskClient;
  readonly owner: AuditLogOwner;
  /** Requests that run now, the newest first. */
  readonly inFlight: (atMost: number) => Promise<InFlight[]>;
  /** Id of the session that a name, id or prefix means; null when there is none now, though the log may know it. */
  readonly resolveSession?: (text: string) => string | null;
}

export function createAuditService(options: AuditServiceOptions): ServiceHandlers<typeof auditContract> {
  const { desk, owner } = options;
  const maintenance = new AuditMaintenance(desk, owner);
  /** A session that is there now is meant by its id, also before its first record. */
  const resolved = <F extends { session?: string | undefined }>(filter: F): F => {
    const id = filter.session === undefined ? null : (options.resolveSession?.(filter.session) ?? null);
    return id === null ? filter : { ...filter, session: id, sessionIsKnown: true };
  };
  return {
    query: (input) => desk().query(resolved(input)),
    match: (input, { signal }) => passOn(desk().match(resolved(input)), signal),
    sort: (input, { signal }) => passOn(desk().sort(resolved(input)), signal),
    rows: (input) => desk().rows(input),
    values: (input) => desk().values(resolved(input)),
    tally: (input, { signal }) => passOn(desk().tally(resolved(input)), signal),
    proof: (input) => desk().proof(input),
    timeline: (input) => desk().timeline(input),
    indexing: (_input, { signal }) => whenChanged(() => desk().progress({}), progressEveryMs, signal),
    inFlight: (_input, { signal }) =>
      whenChanged(async () => ({ requests: await options.inFlight(inFlightShown) }), inFlightEveryMs, signal),
    activity: (_input, { signal }) => whenChanged(() => desk().activity({}), activityEveryMs, signal),
    watch: (input, { signal }) => passOn(desk().watch(resolved(input)), signal),
    verify: (input, { signal }) => maintenance.verify(input, signal),
    head: () => owner.signAuditHead(),
    prune: (input, { signal }) => maintenance.prune(input, signal),
    export: (input, { signal }) => passOn(desk().export(resolved(input)), signal),
  };
}
