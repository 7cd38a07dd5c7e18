import type { Client } from "../../../src-shared/rpc/contract.ts";
import type { HomePaths } from "../home.ts";
import type { Log } from "../lifecycle/log.ts";
import { startThread, type Thread } from "../lifecycle/thread.ts";
import { auditThreadContract } from "./threadContract.ts";

type AuditContract = typeof auditThreadContract;

/** The audit's index and checks, on whichever thread serves them now. */
export type AuditDeskClient = Client<AuditContract>["audit"];

export interface AuditHost {
  desk(): AuditDeskClient;
  /** The log was acknowledged up to this record: it is indexed soon. Never waits. */
  noteSynced(seq: number): void;
  close(): Promise<void>;
}

const restartPauseMs = 500;

/** Starts the thread, which indexes what is missing while everything else starts. Should it end, a new one takes over. */
export function startAudit(home: HomePaths, version: string, log: Log): AuditHost {
  let closing = false;
  let fails = false;
  let thread = start();

  function start(): Thread<AuditContract> {
    const source = new URL("./auditThread.ts", import.meta.url);
    const started = startThread("auditThread", source, auditThreadContract, { home: home.root, version });
    void started.ended.then((error) => {
      if (closing) return;
      log.error({ err: error }, "The audit's thread ended and is started again");
      setTimeout(() => {
        if (closing) return;
        thread = start();
        noteSynced(Number.MAX_SAFE_INTEGER);
      }, restartPauseMs);
    });
    return started;
  }

  function noteSynced(seq: number): void {
    thread.client.audit.catchUp({ seq }).then(
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

  noteSynced(Number.MAX_SAFE_INTEGER);
  return {
    desk: () => thread.client.audit,
    noteSynced,
    async close() {
      closing = true;
      try {
        await thread.client.audit.close({});
      } finally {
        await thread.terminate();
      }
    },
  };
}
