import { CircleCheck, CircleDashed, CircleX, LoaderCircle } from "lucide-react";
import { type DemoStep, demoSteps } from "../../../src-shared/model/demo.ts";
import { neutralise } from "../../format/neutralise.ts";
import { ProgressBar } from "../../ui/ProgressBar.tsx";
import { useDemo } from "./demoRun.ts";

const words: Readonly<Record<DemoStep, string>> = {
  api: "A stand-in for api.anthropic.com, and a token for it",
  core: "A core in a private home, which knows the token",
  image: "The agent image",
  agent: "Claude Code in a container, asked for its token",
  proofs: "A search for the token",
  cleaning: "Cleaning up",
};

type Progress = "done" | "now" | "failed" | "left out" | "later";

const icons = { done: CircleCheck, now: LoaderCircle, failed: CircleX, "left out": CircleDashed, later: CircleDashed };
const tones: Readonly<Record<Progress, string>> = {
  done: "text-text3",
  now: "turning text-ok",
  failed: "text-danger",
  "left out": "text-text3",
  later: "text-text3",
};

/** All steps from the beginning on, so that one sees how far it is. */
export function DemoSteps() {
  const { state, step, progress, fraction } = useDemo();
  const at = step === null ? 0 : demoSteps.indexOf(step);
  return (
    <ol aria-label="Steps" className="divide-y divide-line rounded-panel border border-line">
      {demoSteps.map((one, index) => {
        const how = progressOf(index, at, state);
        const Icon = icons[how];
        return (
          <li key={one} className="flex items-center gap-3 px-4 py-2" aria-current={how === "now" ? "step" : undefined}>
            <Icon size={15} aria-hidden className={`shrink-0 ${tones[how]}`} />
            <div className="min-w-0 flex-1">
              <p className={how === "later" || how === "left out" ? "text-text3" : "text-text"}>
                {words[one]}
                <span className="sr-only">, {how === "now" ? "under way" : how}</span>
              </p>
              {how === "now" && progress !== "" && (
                <p role="status" className="text-small text-text2">
                  {neutralise(progress)}
                  {fraction !== null && ` · ${Math.round(fraction * 100)} %`}
                </p>
              )}
              {how === "now" && fraction !== null && <ProgressBar label={words[one]} value={fraction} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function progressOf(index: number, at: number, state: ReturnType<typeof useDemo.getState>["state"]): Progress {
  if (state === "ended") return "done";
  if (index < at) return "done";
  if (state === "running") return index === at ? "now" : "later";
  return state === "failed" && index === at ? "failed" : "left out";
}
