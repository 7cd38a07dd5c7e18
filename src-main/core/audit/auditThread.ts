import { type MessagePort, workerData } from "node:worker_threads";
import { serve } from "../../../src-shared/rpc/server.ts";
import { homePaths } from "../home.ts";
import { portChannel } from "../lifecycle/portChannel.ts";
import { createAuditDesk } from "./auditDesk.ts";
import { AuditIndex } from "./auditIndex.ts";
import { auditThreadContract } from "./threadContract.ts";

// Entry of the audit's worker thread: scans of a million records hold up nobody but other scans.
const { port, home: root, version } = workerData as { port: MessagePort; home: string; version: string };
const home = homePaths({ CLAUDERON_HOME: root });

serve(
  portChannel(port),
  auditThreadContract,
  { audit: createAuditDesk(home, AuditIndex.open(home), version) },
  { caller: "core" },
);
