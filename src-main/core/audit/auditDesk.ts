import type { ServiceHandlers } from "../../../src-shared/rpc/contract.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { readAcknowledgedHead } from "./acknowledgedHead.ts";
import { Activity } from "./activity.ts";
import type { AuditIndex } from "./auditIndex.ts";
import { exportHar, exportJsonl } from "./exportLog.ts";
import { proofOf } from "./proof.ts";
import { estimatePrune } from "./prune.ts";
import { searchInPieces } from "./search.ts";
import { sortInPieces } from "./sort.ts";
import type { auditThreadContract } from "./threadContract.ts";
import { verifyLog } from "./verify.ts";

export type AuditDesk = ServiceHandlers<(typeof auditThreadContract)["audit"]>;

/** A screen waits for so few records to be indexed; while more are missing it shows what is there. */
const worthWaitingFor = 2_000;

/** Answers questions about the log from its index, and checks the log itself. */
export function createAuditDesk(home: HomePaths, index: AuditIndex, version: string): AuditDesk {
  const activity = new Activity(index.survey);
  const progress = () => {
    const done = index.newestSeq;
    return { done, total: Math.max(done, readAcknowledgedHead(home)?.seq ?? 0) };
  };
  /** A full disk stops the index, not the search of what it holds. */
  const complete = () => index.catchUp().catch(() => {});
  const nearlyComplete = async (): Promise<void> => {
    const caughtUp = complete();
    const { done, total } = progress();
    if (total - done <= worthWaitingFor) await caughtUp;
  };
  return {
    query: async (input) => {
      await complete();
      try {
        return index.query(input);
      } catch (error) {
        if (!(error instanceof AppError && error.code === "unavailable")) throw error;
        // A damaged index was found by this search, and is made anew by this.
        await complete();
        return index.query(input);
      }
    },
    page: (input) => ({ records: index.page(input) }),
    newest: async () => {
      await complete();
      return { seq: index.newestSeq };
    },
    match: async function* (input, { signal }) {
      await nearlyComplete();
      yield* searchInPieces(index.survey, input, signal);
    },
    sort: (input, { signal }) => sortInPieces(index.survey, input, signal),
    rows: ({ seqs }) => ({ records: index.survey.rows(seqs) }),
    timeline: async ({ buckets, from, to }) => {
      await nearlyComplete();
      return { ...index.survey.bounds(), buckets: index.survey.timeline(buckets, { from, to }) };
    },
    values: (input, { signal }) => index.survey.values(input, signal),
    tally: async function* (input, { signal }) {
      await nearlyComplete();
      yield* index.survey.tally(input, signal);
    },
    proof: ({ seq }) => proofOf(home, index.survey, seq),
    watch: async function* (input, { signal }) {
      for await (const records of index.watch(input, signal)) yield { records };
    },
    verify: ({ head }) => verifyLog(home, head ?? null),
    export: async function* (input, { signal }) {
      await complete();
      const pieces = input.format === "har" ? exportHar(index, input, version) : exportJsonl(index, input);
      for await (const piece of pieces) {
        if (signal.aborted) return;
        yield { bytes: Buffer.from(piece) };
      }
    },
    progress,
    activity: () => activity.look(new Date()),
    catchUp: async ({ seq }) => {
      await index.catchUp(seq);
      return null;
    },
    estimatePrune: async ({ firstKept }) => {
      await complete();
      const { firstSeq, newestSeq } = index.survey.bounds();
      return estimatePrune(home, firstSeq, newestSeq, firstKept);
    },
    firstSince: async ({ timestamp }) => {
      await complete();
      return { seq: index.survey.firstSince(timestamp) };
    },
    forget: async ({ firstKept }) => {
      await index.forget(firstKept);
      return null;
    },
    close: async () => {
      await index.close();
      return null;
    },
  };
}
