import { createAuditDesk } from "../../src-main/core/audit/auditDesk.ts";
import type { AuditDeskClient } from "../../src-main/core/audit/auditHost.ts";
import type { AuditIndex } from "../../src-main/core/audit/auditIndex.ts";
import { auditThreadContract } from "../../src-main/core/audit/threadContract.ts";
import type { HomePaths } from "../../src-main/core/home.ts";
import { memoryChannelPair } from "../../src-shared/rpc/channel.ts";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { serve } from "../../src-shared/rpc/server.ts";

/** What answers questions about the log, on this thread, over an index that the test holds. */
export function auditDesk(
  home: HomePaths,
  index: AuditIndex,
  version: string,
  onBug: (error: unknown) => void = () => {},
): () => AuditDeskClient {
  const [near, far] = memoryChannelPair();
  serve(far, auditThreadContract, { audit: createAuditDesk(home, index, version) }, { caller: "test", onBug });
  const { audit } = connectClient(near, auditThreadContract);
  return () => audit;
}
