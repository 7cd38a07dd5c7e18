import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { checkCa } from "./checkCa.ts";
import { checkClock } from "./checkClock.ts";
import { checkContainer } from "./checkContainer.ts";
import { checkCredentials } from "./checkCredentials.ts";
import { checkDisk } from "./checkDisk.ts";
import { checkEngine } from "./checkEngine.ts";
import { checkImage } from "./checkImage.ts";
import { checkKeychain } from "./checkKeychain.ts";
import { checkNode } from "./checkNode.ts";
import { checkOnboarding } from "./checkOnboarding.ts";
import { checkPermissions } from "./checkPermissions.ts";
import { checkProxy } from "./checkProxy.ts";
import type { Check, CheckRow, DoctorPorts, Finding } from "./ports.ts";

/** From the ground up: a failure early in the list explains those after it. */
const checks: readonly Check[] = [
  checkNode,
  checkPermissions,
  checkDisk,
  checkCa,
  checkProxy,
  checkEngine,
  checkImage,
  checkOnboarding,
  checkKeychain,
  checkCredentials,
  checkClock,
  checkContainer,
];

/** Yields each result as its check finishes. */
export async function* runDoctor(ports: DoctorPorts, signal: AbortSignal): AsyncGenerator<DoctorCheck> {
  for (const check of checks) {
    if (signal.aborted) return;
    yield* await results(check, ports, signal);
  }
}

async function results(check: Check, ports: DoctorPorts, signal: AbortSignal): Promise<readonly DoctorCheck[]> {
  const { id, title, group } = check;
  const startedAt = performance.now();
  const whole = (row: CheckRow, broken = false): DoctorCheck => ({
    ...row,
    group,
    broken,
    tookMs: performance.now() - startedAt,
  });
  try {
    const found = await check.run(ports, signal);
    if (isFinding(found)) return [whole({ id, title, ...found })];
    return found.map((row) => ({
      ...whole(row),
      group: row.id.startsWith("trust-") ? "trust" : group,
      tookMs: null,
    }));
  } catch (error) {
    // An expected failure is what the check is for; any other says nothing of what it looks at.
    const broken = !(error instanceof AppError);
    const detail = error instanceof Error ? error.message : String(error);
    const fix = (error instanceof AppError ? error.hint : null) ?? "`clauderon logs --daemon` has the details.";
    return [whole({ id, title, status: "fail", detail, fix }, broken)];
  }
}

function isFinding(found: Finding | readonly CheckRow[]): found is Finding {
  return !Array.isArray(found);
}
