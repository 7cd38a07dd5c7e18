import { useEffect, useRef, useState } from "react";
import { neutralise } from "../../format/neutralise.ts";
import { useApprovals } from "../../state/approvals.ts";

/** Says a newly held request aloud, once. It never moves the focus. */
export function HeldAnnouncer() {
  const inbox = useApprovals((state) => state.inbox);
  const known = useRef<ReadonlySet<string> | null>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    if (!inbox) return;
    const held = inbox.waiting.filter((one) => one.held);
    const fresh = known.current === null ? [] : held.filter(({ id }) => !known.current?.has(id));
    known.current = new Set(held.map(({ id }) => id));
    const [first] = fresh;
    if (first) {
      const more = fresh.length > 1 ? ` and ${fresh.length - 1} more` : "";
      setText(`Approval needed: ${first.sessionName}, ${neutralise(`${first.method} ${first.host}`)}${more}`);
    } else if (held.length === 0) setText("");
  }, [inbox]);
  return (
    <div role="alert" className="sr-only">
      {text}
    </div>
  );
}
