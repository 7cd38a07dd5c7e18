import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { escapeLine } from "./output/escape.ts";
import type { Output } from "./output/output.ts";

/** What `--rm` does: no copy is kept, and unsaved work is kept whole and said so. */
export async function deleteUnlessUnsaved(output: Output, client: ClauderonClient, name: string): Promise<void> {
  try {
    await client.sessions.delete({ session: name, force: false, purge: true });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unsaved_work") throw error;
    await output.note(escapeLine(`Kept ${name}: ${error.message}`));
  }
}
