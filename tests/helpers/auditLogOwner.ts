import { AuditWriter } from "../../src-main/core/audit/auditWriter.ts";
import type { HomePaths } from "../../src-main/core/home.ts";
import type { AuditLogOwner } from "../../src-main/services/auditMaintenance.ts";

/** Stands for the proxy's thread, which holds the log open: opens it for each act. */
export function auditLogOwner(home: HomePaths, segmentBytes = 200_000): AuditLogOwner {
  const withWriter = async <T>(act: (writer: AuditWriter) => Promise<T>): Promise<T> => {
    const writer = await AuditWriter.open({ home, segmentBytes });
    try {
      return await act(writer);
    } finally {
      await writer.close();
    }
  };
  return {
    signAuditHead: () => withWriter((writer) => writer.signHead()),
    pruneAudit: (firstKept) => withWriter((writer) => writer.prune(firstKept)),
  };
}
