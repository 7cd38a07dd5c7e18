import { z } from "zod";
import { activityEvent, auditContract, pruneResultSchema } from "../../../src-shared/contract/audit.ts";
import { auditRecordSchema } from "../../../src-shared/model/auditRecord.ts";
import { call, stream } from "../../../src-shared/rpc/contract.ts";

/** The core has found the session already: see AuditFilter. */
const resolved = { sessionIsKnown: z.boolean().optional() };
const {
  query,
  match,
  sort,
  rows,
  values,
  tally,
  proof,
  timeline,
  watch,
  verify,
  export: exportLog,
  indexing,
} = auditContract;

/** Calls from the core to the audit's thread: what the public contract asks about the log, and what keeps it. */
export const auditThreadContract = {
  audit: {
    query: call(query.input.extend(resolved), query.output),
    /** The same without the total, which costs more than a page. */
    page: call(query.input.extend(resolved), z.object({ records: z.array(auditRecordSchema) })),
    newest: call(z.object({}), z.object({ seq: z.number().int() })),
    match: stream(match.input.extend(resolved), match.event),
    sort: stream(sort.input.extend(resolved), sort.event),
    rows,
    values: call(values.input.extend(resolved), values.output),
    tally: stream(tally.input.extend(resolved), tally.event),
    proof,
    timeline,
    watch: stream(watch.input.extend(resolved), watch.event),
    verify,
    export: stream(exportLog.input.extend(resolved), exportLog.event),
    /** How far the log is indexed, just now. */
    progress: call(z.object({}), indexing.event),
    /** The counters, just now. */
    activity: call(z.object({}), activityEvent),
    /** The log was acknowledged up to this record. Resolves when it is indexed up to there. */
    catchUp: call(z.object({ seq: z.number().int() }), z.null()),
    estimatePrune: call(z.object({ firstKept: z.number().int() }), pruneResultSchema),
    /** The first record that began at or after a time; one beyond the newest when there is none. */
    firstSince: call(z.object({ timestamp: z.string() }), z.object({ seq: z.number().int() })),
    /** The log no longer has the records before this one. */
    forget: call(z.object({ firstKept: z.number().int() }), z.null()),
    close: call(z.object({}), z.null()),
  },
};
