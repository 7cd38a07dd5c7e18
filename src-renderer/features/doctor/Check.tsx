import { toast } from "sonner";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { duration } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside, Prose } from "../../ui/Outside.tsx";
import { commandIn, reviewOf } from "./fixes.ts";
import { marks } from "./marks.ts";

/** One check; one that needs you has what to do open below it. */
export function Check({ check, selected }: { readonly check: DoctorCheck; readonly selected: boolean }) {
  const { id, title, status, detail, fix, broken, tookMs } = check;
  const [word, colour, Icon] = marks[status];
  const needsYou = status === "fail" || status === "warn";
  const command = fix === null ? null : commandIn(fix);
  const review = reviewOf(id);
  return (
    <div
      role="row"
      aria-selected={selected}
      data-check={id}
      data-focused={selected || undefined}
      className={`relative flex items-start gap-3 border-b border-line px-4 py-[7px] ${
        selected ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent" : ""
      }`}
    >
      <Icon size={14} aria-hidden className={`mt-[3px] shrink-0 ${colour}`} />
      <div role="gridcell" className="min-w-0 flex-1">
        <p className="grid grid-cols-[minmax(140px,220px)_minmax(0,1fr)] gap-x-3 max-[560px]:grid-cols-1">
          <span className={needsYou ? "font-medium" : ""}>
            <span className="sr-only">{word}: </span>
            {title}
          </span>{" "}
          <span className={status === "fail" ? "text-danger" : status === "warn" ? "text-warn" : "text-text2"}>
            {broken && "The check itself failed: "}
            <Prose text={detail} limit={400} />
          </span>
        </p>
        {fix && (
          <div className="mt-1.5 flex flex-col gap-2 rounded-panel border border-line bg-bg p-3">
            <p className="break-words text-text2">
              <Prose text={fix} limit={600} />
            </p>
            <div className="flex flex-wrap items-center gap-2">
              {command && (
                <code className="min-w-0 flex-1 truncate rounded-control border border-line px-2 py-0.5 font-mono text-small text-text">
                  <Outside text={command} limit={300} />
                </code>
              )}
              <Button
                small
                aria-label={`Copy the fix of ${title}`}
                onClick={() => void navigator.clipboard.writeText(command ?? fix).then(() => toast("Copied."))}
              >
                Copy
              </Button>
              {review && (
                <Button small onClick={() => go(review.address)}>
                  {review.name}
                </Button>
              )}
            </div>
          </div>
        )}
      </div>
      <span role="gridcell" className="w-14 shrink-0 text-right text-small leading-5 text-text3">
        {tookMs === null ? "" : duration(tookMs)}
      </span>
    </div>
  );
}
