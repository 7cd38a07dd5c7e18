import { CircleCheck, LoaderCircle } from "lucide-react";
import { uptime } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";

export interface Progress {
  readonly steps: readonly string[];
  readonly since: number;
}

/** The steps of a start; the last one is under way. */
export function ProgressList({ progress }: { readonly progress: Progress }) {
  const now = useNow();
  const steps = progress.steps.length === 0 ? ["preparing"] : progress.steps;
  return (
    <ol
      aria-live="polite"
      aria-label="Progress"
      className="flex max-h-40 shrink-0 flex-col gap-1 overflow-auto border-t border-line p-4"
    >
      {steps.map((step, at) => {
        const isLast = at === steps.length - 1;
        return (
          <li key={step} className={`flex items-center gap-2 ${isLast ? "text-text" : "text-text3"}`}>
            {isLast ? (
              <LoaderCircle size={13} aria-hidden className="turning text-ok" />
            ) : (
              <CircleCheck size={13} aria-hidden />
            )}
            {step}
            {isLast && <span className="ml-auto text-text3">{uptime(now - progress.since)}</span>}
          </li>
        );
      })}
    </ol>
  );
}
