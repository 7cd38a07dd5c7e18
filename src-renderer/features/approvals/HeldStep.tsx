import { clsx } from "clsx";
import { Hand } from "lucide-react";
import type { Approval } from "../../../src-shared/model/approval.ts";
import { shortPath } from "../../format/formats.ts";
import { approvalAddress } from "../../state/approvals.ts";
import { useNow } from "../../state/clock.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { hostText, leftText } from "./words.ts";

/** The line under a session whose request waits for an answer. */
export function HeldStep({ held, focused }: { readonly held: Approval; readonly focused: boolean }) {
  const now = useNow();
  return (
    <div
      role="row"
      className={clsx(
        "flex min-h-[28px] items-center gap-2 border-b border-line pb-1 pl-[41px] pr-3 text-small max-[560px]:flex-wrap max-[560px]:pl-4",
        focused && "bg-selected",
      )}
    >
      <span role="gridcell" className="flex min-w-0 flex-1 items-center gap-2 max-[560px]:basis-full">
        <Hand size={12} aria-hidden className="shrink-0 text-warn" />
        <span className="shrink-0 text-warn">Held</span>
        <span className="truncate font-mono" title={`${held.method} ${hostText(held)}${held.path}`}>
          <Outside text={`${held.method} ${shortPath(`${hostText(held)}${held.path}`, 80)}`} />
        </span>
        <span className="shrink-0 text-text3">{leftText(held.expiresAt, now)} left</span>
      </span>
      <span role="gridcell" className="shrink-0">
        <Button small tabIndex={focused ? 0 : -1} onClick={() => go(approvalAddress(held.id))}>
          Review
        </Button>
      </span>
    </div>
  );
}
