import type { SelfTest, SelfTestAttempt } from "../../../../src-shared/model/selfTest.ts";
import { AppError } from "../../../../src-shared/rpc/errors.ts";

/** A red verdict as an error. The record keeps what was tried. */
export function notLocked({ name }: { readonly name: string }, { message }: SelfTest): AppError {
  const hint = `\`clauderon show ${name}\` lists each attempt; \`clauderon start ${name}\` tries again.`;
  return new AppError("not_locked", message ?? "Not started: the network is not locked.", hint);
}

export const isNotLocked = (error: unknown): boolean => error instanceof AppError && error.code === "not_locked";

const nothingRan = "Nothing ran, nothing was sent.";

/** The verdict over all attempts: one that is not as it must be makes it red. */
export function verdictOf(attempts: readonly SelfTestAttempt[], at: Date, tookMs: number): SelfTest {
  const facts = { at: at.toISOString(), tookMs: Math.round(tookMs), attempts: [...attempts] };
  // What leaked says more than a control that failed with it.
  const leak = attempts.find(({ kind, ok }) => kind === "escape" && !ok);
  if (leak?.id.startsWith("container.")) {
    const what = `${leak.title}: ${leak.outcome.replace(/^found: /, "")}.`;
    return {
      ...facts,
      verdict: "fail",
      message: `Not started: the container is not as it must be. ${what} ${nothingRan}`,
    };
  }
  if (leak) {
    const what = `${leak.title} (${leak.target}) ${leakWords(leak)}.`;
    const message = `Not started: the network self-test found a way out. ${what} ${nothingRan}`;
    return { ...facts, verdict: "fail", message };
  }
  const broken = attempts.find(({ ok }) => !ok);
  if (broken) {
    const what = `${broken.title} (${broken.target}): ${broken.outcome}.`;
    return {
      ...facts,
      verdict: "fail",
      message: `Not started: the network self-test could not prove the lock. ${what} ${nothingRan}`,
    };
  }
  if (attempts.length === 0) return couldNotRun("It tried nothing.", at, tookMs);
  return { ...facts, verdict: "pass", message: null };
}

/** A test that did not run proves nothing, so that nothing may run. */
export function couldNotRun(reason: string, at: Date, tookMs: number): SelfTest {
  const message = `Not started: the network self-test could not run. ${reason} ${nothingRan}`;
  return { at: at.toISOString(), verdict: "fail", message, tookMs: Math.round(tookMs), attempts: [] };
}

/** Nothing to test but the container itself. */
export function openNetwork(hardening: readonly SelfTestAttempt[], at: Date): SelfTest {
  const tested = verdictOf(hardening, at, 0);
  if (tested.verdict === "fail") return tested;
  return { ...tested, verdict: "open", message: "This session can reach any address. It still holds no credential." };
}

const leakWords = ({ id, outcome }: SelfTestAttempt): string => (id === "devices" ? `are there: ${outcome}` : outcome);
