import type { auditContract } from "../../src-shared/contract/audit.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { Activity } from "../core/audit/activity.ts";
import type { AuditIndex } from "../core/audit/auditIndex.ts";
import { searchSpan } from "../core/audit/auditSurvey.ts";
import { exportHar, exportJsonl } from "../core/audit/exportLog.ts";
import type { HomePaths } from "../core/home.ts";
import { type AuditLogOwner, AuditMaintenance } from "./auditMaintenance.ts";
import { whenChanged } from "./latest.ts";

const activityEveryMs = 1000;

export interface AuditServiceOptions {
  readonly home: HomePaths;
  readonly index: AuditIndex;
  readonly owner: AuditLogOwner;
  readonly version: string;
  /** Id of the session that a name, id or prefix means; null when there is none now, though the log may know it. */
  readonly resolveSession?: (text: string) => string | null;
}

export function createAuditService(options: AuditServiceOptions): ServiceHandlers<typeof auditContract> {
  const { home, index, owner, version } = options;
  const maintenance = new AuditMaintenance(home, index, owner);
  /** A session that is there now is meant by its id, also before its first record. */
  const resolved = <F extends { session?: string | undefined }>(filter: F): F => {
    const id = filter.session === undefined ? null : (options.resolveSession?.(filter.session) ?? null);
    return id === null ? filter : { ...filter, session: id, sessionIsKnown: true };
  };
  /** A full disk stops the index, not the search of what it holds. */
  const refresh = () => index.catchUp().catch(() => {});
  return {
    query: async (input) => {
      await refresh();
      try {
        return index.query(resolved(input));
      } catch (error) {
        if (!(error instanceof AppError && error.code === "unavailable")) throw error;
        // A damaged index was found by this search, and is made anew by this.
        await refresh();
        return index.query(resolved(input));
      }
    },
    match: async function* (input, { signal }) {
      await refresh();
      const filter = resolved(input);
      const { firstSeq, newestSeq } = index.survey.bounds();
      for (let top = newestSeq; top >= firstSeq && top > 0 && !signal.aborted; top -= searchSpan) {
        const found = index.survey.match(filter, top, Math.max(0, top - searchSpan));
        if (found.length > 0) yield { bytes: new Uint8Array(Uint32Array.from(found).buffer) };
        // Others have their turn between two spans.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    rows: ({ seqs }) => ({ records: index.survey.rows(seqs) }),
    timeline: async ({ buckets }) => {
      await refresh();
      return { ...index.survey.bounds(), buckets: index.survey.timeline(buckets) };
    },
    activity: (_input, { signal }) => {
      const activity = new Activity(index.survey);
      return whenChanged(() => activity.look(new Date()), activityEveryMs, signal);
    },
    watch: async function* (input, { signal }) {
      for await (const records of index.watch(resolved(input), signal)) yield { records };
    },
    verify: ({ head }, { signal }) => maintenance.verify(head ?? null, signal),
    head: () => owner.signAuditHead(),
    prune: async function* (input, { signal }) {
      await refresh();
      yield* maintenance.prune(input, signal);
    },
    export: async function* (input, { signal }) {
      await refresh();
      const filter = resolved(input);
      const pieces = input.format === "har" ? exportHar(index, filter, version) : exportJsonl(index, filter);
      for await (const piece of pieces) {
        if (signal.aborted) return;
        yield { bytes: Buffer.from(piece) };
      }
    },
  };
}
