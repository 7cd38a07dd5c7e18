import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { doctorReport as reportOf } from "../../../src-shared/format/doctorReport.ts";
import { useConnection } from "../../connection/connection.ts";

/** Every check in a line or two, to be handed on: without user names and paths outside the product's folder. */
export function doctorReport(checks: readonly DoctorCheck[]): string {
  const { version, home } = useConnection.getState();
  return reportOf({ version, home, checks });
}
