import { posix } from "node:path";
import type { PushTarget } from "../../../src-shared/contract/sessions.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { inside } from "./containerPaths.ts";
import type { SessionParts } from "./parts.ts";
import { type PushOutput, pushProblem } from "./pushReport.ts";
import { pushScript } from "./pushScript.ts";
import { originOf, pushObstacle } from "./pushTarget.ts";
import type { SessionRunner } from "./sessionRunner.ts";
import type { SessionRecord } from "./sessionStore.ts";
import { runInSurroundings } from "./surroundings.ts";

/** A request may be held for the user's answer for half an hour. */
const timeLimitMs = 40 * 60_000;
const maxErrorCharacters = 64 * 1024;

/**
 * Pushes the session's branch to the origin of the user's repository. Git runs where the agent would run it, so that the
 * proxy decides as it does for the agent; the agent is not started for it. The session's lock must be held.
 */
export async function pushBranch(
  parts: SessionParts,
  runner: SessionRunner,
  record: SessionRecord,
  signal: AbortSignal,
): Promise<PushTarget> {
  const { options, registry } = parts;
  const { repository } = record;
  const remote = originOf(record);
  if (repository === null) throw new AppError("wrong_state", `Session ${record.name} was made without a repository.`);
  if (remote === null) {
    throw new AppError(
      "wrong_state",
      `The repository of session ${record.name} has no origin that could be reached from inside.`,
      "Push from its shell to an address of your own, or copy the work.",
    );
  }
  const obstacle = pushObstacle(record);
  if (obstacle) throw new AppError("wrong_state", `Session ${record.name} ${obstacle[0]}.`, obstacle[1]);
  const begin = new Date();
  const variables = { CLONE: posix.join(inside.home, repository.name), BRANCH: repository.branch, REMOTE: remote };
  const said = await runner.withNetwork(record, (joins) =>
    run(parts, { ...record, relayId: joins }, variables, signal),
  );
  if (said !== null) {
    // Git tells the status of a refusal and not its words.
    const refusal = /error: (403|503)/.test(said.stderr) ? await options.lastRefusal?.(record.id, begin) : null;
    const host = new URL(remote).host;
    const { reason, hint } = pushProblem({ ...said, refusal: refusal ?? null }, { name: record.name, host });
    throw new AppError("push_failed", `The branch ${repository.branch} was not pushed: ${reason}`, hint);
  }
  registry.noteEvent(record.id, "pushed", `${repository.branch} is at ${remote} now.`);
  return { branch: repository.branch, remote };
}

/** What git said where it failed; null where it did not. */
async function run(
  parts: SessionParts,
  record: SessionRecord,
  variables: Readonly<Record<string, string>>,
  callerLeft: AbortSignal,
): Promise<Omit<PushOutput, "refusal"> | null> {
  let stderr = "";
  const onErrorText = (text: string): void => {
    if (stderr.length < maxErrorCharacters) stderr += text;
  };
  const timeout = AbortSignal.timeout(parts.options.pushLimitMs ?? timeLimitMs);
  try {
    const { exitCode, output } = await runInSurroundings(parts, record, {
      script: pushScript,
      variables,
      signal: AbortSignal.any([callerLeft, timeout]),
      onErrorText,
    });
    return exitCode === 0 ? null : { isOverTime: false, stdout: output, stderr };
  } catch (error) {
    if (!timeout.aborted) throw error;
    return { isOverTime: true, stdout: "", stderr };
  }
}
