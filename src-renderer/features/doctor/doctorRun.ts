import { create } from "zustand";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { client } from "../../connection/connection.ts";

interface DoctorRun {
  readonly checks: readonly DoctorCheck[];
  readonly running: boolean;
  /** When it last ended; null before. */
  readonly endedAt: number | null;
  /** The check itself failed: never a pass. */
  readonly error: Error | null;
}

export const useDoctor = create<DoctorRun>(() => ({ checks: [], running: false, endedAt: null, error: null }));

export async function runDoctor(): Promise<void> {
  if (useDoctor.getState().running) return;
  useDoctor.setState({ running: true, checks: [], error: null });
  try {
    for await (const check of client().system.doctor({})) {
      useDoctor.setState(({ checks }) => ({ checks: [...checks, check] }));
    }
    useDoctor.setState({ running: false, endedAt: Date.now() });
  } catch (error) {
    useDoctor.setState({ running: false, error: error as Error });
  }
}
