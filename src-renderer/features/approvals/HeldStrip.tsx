import { Hand } from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";
import { shortPath } from "../../format/formats.ts";
import { approvalAddress, useHeld } from "../../state/approvals.ts";
import { useNow } from "../../state/clock.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { hostText, leftText } from "./words.ts";

/** Above the terminal while its agent waits: over the bar of the tabs, so that no line of the terminal moves. */
export function HeldStrip({ session }: { readonly session: Session }) {
  const held = useHeld(session.id);
  const now = useNow();
  if (!held) return null;
  return (
    <div className="absolute right-0 top-0 z-10 flex h-[35px] max-w-[80%] items-center gap-2 border-l border-warn/40 bg-warn-tint px-3 text-warn">
      <Hand size={14} aria-hidden className="shrink-0" />
      <span className="min-w-0 truncate" title={`${held.method} ${hostText(held)}${held.path}`}>
        Held:{" "}
        <span className="font-mono text-small">
          <Outside text={`${held.method} ${shortPath(`${hostText(held)}${held.path}`, 60)}`} />
        </span>
      </span>
      <span className="shrink-0 text-small">{leftText(held.expiresAt, now)} left</span>
      <Button small keys="app.approvals" onClick={() => go(approvalAddress(held.id))}>
        Review
      </Button>
    </div>
  );
}
