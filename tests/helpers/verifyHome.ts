import { verifyLog } from "../../src-main/core/audit/verify.ts";
import type { HomePaths } from "../../src-main/core/home.ts";
import type { VerifyResult } from "../../src-shared/contract/audit.ts";
import type { SignedHead } from "../../src-shared/model/auditCheckpoint.ts";

export async function verifyHome(home: HomePaths, anchor: SignedHead | null = null): Promise<VerifyResult> {
  let result: VerifyResult | null = null;
  for await (const progress of verifyLog(home, anchor)) result = progress.result;
  if (!result) throw new Error("The verification ended without a result.");
  return result;
}
