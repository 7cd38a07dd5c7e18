import type { DoctorCheck } from "../../../src-shared/contract/system.ts";

/** Every check in a line or two, to be pasted. */
export function doctorReport(checks: readonly DoctorCheck[]): string {
  return checks
    .map(({ status, title, detail, fix }) => `${status}  ${title}: ${detail}${fix ? `\n      fix: ${fix}` : ""}`)
    .join("\n");
}
