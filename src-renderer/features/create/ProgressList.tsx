import { CircleCheck, LoaderCircle } from "lucide-react";
import { uptime } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useNow } from "../../state/clock.ts";

/** The steps of a start; the last one is under way, `since` when it all began. */
export function ProgressList(props: { readonly steps: readonly string[]; readonly since: number | null }) {
  const now = useNow();
  const { since } = props;
  const steps = props.steps.length === 0 ? ["preparing"] : props.steps;
  return (
    <ol aria-live="polite" aria-label="Progress" className="flex flex-col gap-1">
      {steps.map((step, at) => {
        const isLast = at === steps.length - 1;
        return (
          <li key={step} className={`flex items-center gap-2 ${isLast ? "text-text" : "text-text3"}`}>
            {isLast ? (
              <LoaderCircle size={13} aria-hidden className="turning text-ok" />
            ) : (
              <CircleCheck size={13} aria-hidden />
            )}
            {neutralise(step)}
            {isLast && since !== null && <span className="ml-auto text-text3">{uptime(now - since)}</span>}
          </li>
        );
      })}
    </ol>
  );
}
