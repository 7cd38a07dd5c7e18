import { create } from "zustand";
import { client } from "../../connection/connection.ts";
import { neutralise } from "../../format/neutralise.ts";

const keptLines = 500;

interface ImageBuild {
  readonly state: "idle" | "running" | "done" | "failed";
  readonly step: string;
  /** From 0 to 1; null while nobody knows. */
  readonly fraction: number | null;
  readonly log: readonly string[];
  readonly error: Error | null;
  /** Name of the image, once it is there. */
  readonly image: string | null;
}

export const useImageBuild = create<ImageBuild>(() => ({
  state: "idle",
  step: "",
  fraction: null,
  log: [],
  error: null,
  image: null,
}));

/** Builds the agent image, or finds that it is there. It goes on while other screens are looked at. */
export async function buildImage(base?: string): Promise<void> {
  if (useImageBuild.getState().state === "running") return;
  useImageBuild.setState({ state: "running", step: "starting", fraction: null, log: [], error: null });
  try {
    for await (const event of client().system.buildImage(base ? { base } : {})) {
      if (event.type === "progress") useImageBuild.setState({ step: event.step, fraction: event.fraction });
      else if (event.type === "done") useImageBuild.setState({ image: event.image });
      else useImageBuild.setState(({ log }) => ({ log: [...log, neutralise(event.line, 500)].slice(-keptLines) }));
    }
    useImageBuild.setState({ state: "done" });
  } catch (error) {
    useImageBuild.setState({ state: "failed", error: error as Error });
  }
}
