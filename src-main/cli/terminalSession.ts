import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { attachTty } from "./attachTty.ts";

/** Attaches this terminal; resolves with the exit code of the command line. Detaching is success. */
export async function attachSession(
  client: ClauderonClient,
  session: string,
  options: { readonly detachKeys?: string; readonly raw?: boolean },
): Promise<number> {
  const end = await attachTty(client, { session, ...options, stdin: process.stdin, stdout: process.stdout });
  return end.reason === "detach" ? 0 : (end.exitCode ?? 0);
}
