import { CircleCheck, LoaderCircle } from "lucide-react";
import { uptime } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useNow } from "../../state/clock.ts";
import { ProgressBar } from "../../ui/ProgressBar.tsx";

/** The steps of a start; the last one is under way, `since` when it all began. */
export function ProgressList(props: {
  readonly steps: readonly string[];
  readonly since: number | null;
  readonly progress?: { readonly what: string; readonly fraction: number } | null;
}) {
  const now = useNow();
  const { since } = props;
  const steps = props.steps.length === 0 ? ["preparing"] : props.steps;
  return (
    <ol aria-live="polite" aria-label="Progress" className="flex flex-col gap-1">
      {steps.map((step, at) => {
        const isLast = at === steps.length - 1;
        return (
          <li key={step} className={`flex flex-wrap items-center gap-2 ${isLast ? "text-text" : "text-text3"}`}>
            {isLast ? (
              <LoaderCircle size={13} aria-hidden className="turning text-ok" />
            ) : (
              <CircleCheck size={13} aria-hidden />
            )}
            {neutralise(step)}
            {isLast && since !== null && <span className="ml-auto text-text3">{uptime(now - since)}</span>}
            {isLast && props.progress && <StepProgress {...props.progress} />}
          </li>
        );
      })}
    </ol>
  );
}

function StepProgress({ what, fraction }: { readonly what: string; readonly fraction: number }) {
  return (
    <span className="flex w-full flex-col gap-1 pl-[21px] text-small text-text2">
      {/* Each percent would be read out. */}
      <span aria-live="off">
        {neutralise(what)} · {Math.round(fraction * 100)} %
      </span>
      <ProgressBar label={neutralise(what)} value={fraction} />
    </span>
  );
}
