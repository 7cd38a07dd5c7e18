import { clsx } from "clsx";
import { Lock, LockOpen, ShieldX } from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";

/** How many ways out were tried, and how many of them were found closed. */
function tested({ selfTest }: Session): string | null {
  const attempts = selfTest?.attempts.filter(({ kind }) => kind === "escape") ?? [];
  return attempts.length === 0 ? null : `${attempts.filter(({ ok }) => ok).length}/${attempts.length}`;
}

/** The network of a session, and what its last test found: locked and tested, open, or a way out was found. */
export function LockBadge({ session, detailed = false }: { readonly session: Session; readonly detailed?: boolean }) {
  const failed = session.selfTest?.verdict === "fail";
  const open = session.network === "open";
  const Icon = failed ? ShieldX : open ? LockOpen : Lock;
  const count = tested(session);
  return (
    <span
      title={failed ? "The network test of its last start did not pass." : undefined}
      className={clsx(
        "inline-flex items-center gap-1 whitespace-nowrap",
        failed ? "text-danger" : open ? "text-warn" : "text-ok",
      )}
    >
      <Icon size={12} aria-hidden />
      {failed ? "not locked" : session.network}
      {detailed && !failed && !open && count !== null && <span> · {count} tested</span>}
    </span>
  );
}
