import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { Client } from "../../../src-shared/rpc/contract.ts";
import type { HomePaths } from "../home.ts";
import type { Log } from "../lifecycle/log.ts";
import { startThread, type Thread } from "../lifecycle/thread.ts";
import { readAcknowledgedHead } from "./acknowledgedHead.ts";
import type { AuditQuery } from "./auditIndex.ts";
import { auditThreadContract } from "./threadContract.ts";

type AuditContract = typeof auditThreadContract;

/** The audit's index and checks, on whichever thread serves them now. */
export type AuditDeskClient = Client<AuditContract>["audit"];

/** Records as the index has them, newest first. */
export interface RecordedRequests {
  readonly newestSeq: number | Promise<number>;
  page(query: AuditQuery): AuditRecord[] | Promise<AuditRecord[]>;
}

export interface AuditHost {
  readonly recorded: RecordedRequests;
  desk(): AuditDeskClient;
  /** The log was acknowledged up to this record: it is indexed soon. Never waits. */
  noteSynced(seq: number): void;
  close(): Promise<void>;
}

const restartPauseMs = 500;

/**
 * The thread indexes what is missing while everything else starts; while there is no record at all it waits for the
 * first question, and spares its memory. Should it end, a new one takes over.
 */
export function startAudit(home: HomePaths, version: string, log: Log): AuditHost {
  let closing = false;
  let fails = false;
  let thread: Thread<AuditContract> | null = null;
  const desk = (): AuditDeskClient => {
    thread ??= start();
    return thread.client.audit;
  };

  function start(): Thread<AuditContract> {
    const source = new URL("./auditThread.ts", import.meta.url);
    const started = startThread("auditThread", source, auditThreadContract, { home: home.root, version });
    void started.ended.then((error) => {
      if (closing) return;
      log.error({ err: error }, "The audit's thread ended and is started again");
      setTimeout(() => {
        if (closing) return;
        thread = null;
        noteSynced(Number.MAX_SAFE_INTEGER);
      }, restartPauseMs);
    });
    return started;
  }

  function noteSynced(seq: number): void {
    desk()
      .catchUp({ seq })
      .then(
        () => {
          fails = false;
        },
        (error: unknown) => {
          if (!fails && !closing) {
            log.error({ err: error }, "The audit log cannot be indexed; searches miss its newest records");
          }
          fails = true;
        },
      );
  }

  if ((readAcknowledgedHead(home)?.seq ?? 0) > 0) noteSynced(Number.MAX_SAFE_INTEGER);
  return {
    desk,
    recorded: {
      get newestSeq() {
        return desk()
          .newest({})
          .then(({ seq }) => seq);
      },
      page: (query) =>
        desk()
          .page(query)
          .then(({ records }) => records),
    },
    noteSynced,
    async close() {
      closing = true;
      if (!thread) return;
      try {
        await thread.client.audit.close({});
      } finally {
        await thread.terminate();
      }
    },
  };
}
