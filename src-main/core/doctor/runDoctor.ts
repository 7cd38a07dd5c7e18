import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { checkCa } from "./checkCa.ts";
import { checkClock } from "./checkClock.ts";
import { checkContainer } from "./checkContainer.ts";
import { checkCredentials } from "./checkCredentials.ts";
import { checkDisk } from "./checkDisk.ts";
import { checkEngine } from "./checkEngine.ts";
import { checkImage } from "./checkImage.ts";
import { checkNode } from "./checkNode.ts";
import { checkOnboarding } from "./checkOnboarding.ts";
import { checkPermissions } from "./checkPermissions.ts";
import { checkProxy } from "./checkProxy.ts";
import type { Check, DoctorPorts, Finding } from "./ports.ts";

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
  const { id, title } = check;
  try {
    const found = await check.run(ports, signal);
    return isFinding(found) ? [{ id, title, ...found }] : found;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const fix = error instanceof AppError ? error.hint : null;
    return [{ id, title, status: "fail", detail, fix: fix ?? "`clauderon logs --daemon` has the details." }];
  }
}

function isFinding(found: Finding | readonly DoctorCheck[]): found is Finding {
  return !Array.isArray(found);
}
