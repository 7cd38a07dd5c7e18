import { create } from "zustand";
import type { DemoEvidence, DemoProof, DemoStep } from "../../../src-shared/model/demo.ts";
import { client } from "../../connection/connection.ts";
import { neutralise } from "../../format/neutralise.ts";

interface DemoRun {
  readonly state: "idle" | "running" | "ended" | "stopped" | "failed";
  readonly step: DemoStep | null;
  readonly progress: string;
  /** From 0 to 1; null while nobody knows. */
  readonly fraction: number | null;
  /** The container's words, neutralised line by line. */
  readonly said: readonly string[];
  readonly evidence: DemoEvidence | null;
  readonly proofs: readonly DemoProof[];
  /** Every proof held; null before the end. */
  readonly holds: boolean | null;
  readonly error: Error | null;
}

const fresh: DemoRun = {
  state: "idle",
  step: null,
  progress: "",
  fraction: null,
  said: [],
  evidence: null,
  proofs: [],
  holds: null,
  error: null,
};

export const useDemo = create<DemoRun>(() => fresh);

const keptLines = 40;

let running: { cancel(): void } | null = null;

/** It goes on while other screens are looked at. */
export async function startDemo(): Promise<void> {
  if (running) return;
  useDemo.setState({ ...fresh, state: "running" });
  let text = "";
  try {
    const stream = client().system.demo({});
    running = stream;
    for await (const event of stream) {
      if (running !== stream) return;
      if (event.type === "step") useDemo.setState({ step: event.step, progress: "", fraction: null });
      else if (event.type === "progress") useDemo.setState({ progress: event.text, fraction: event.fraction });
      else if (event.type === "evidence") useDemo.setState({ evidence: event.evidence });
      else if (event.type === "proof") useDemo.setState(({ proofs }) => ({ proofs: [...proofs, event.proof] }));
      else if (event.type === "end") useDemo.setState({ state: "ended", holds: event.holds });
      else {
        text = (text + event.text).slice(-20_000);
        const said = text
          .trim()
          .split("\n")
          .slice(-keptLines)
          .map((line) => neutralise(line, 500));
        useDemo.setState({ said });
      }
    }
    running = null;
  } catch (error) {
    if (useDemo.getState().state === "running") useDemo.setState({ state: "failed", error: error as Error });
    running = null;
  }
}

/** What it has made is cleaned up all the same. */
export function stopDemo(): void {
  running?.cancel();
  running = null;
  useDemo.setState({ state: "stopped" });
}
