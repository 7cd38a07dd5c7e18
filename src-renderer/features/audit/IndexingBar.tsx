import { useEffect, useState } from "react";
import { startFeed } from "../../connection/feed.ts";
import { count } from "../../format/formats.ts";
import { ProgressBar } from "../../ui/ProgressBar.tsx";
import { search } from "./auditList.ts";
import { useAuditList } from "./auditState.ts";

/** An index that is this far behind is being made, not merely catching up. */
const worthTelling = 5_000;
const refreshMs = 1_000;

/** While the index is made: how far it is. The list is usable as far as that. */
export function IndexingBar() {
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const { done, total } = progress;
  const isMade = total - done <= worthTelling;
  useEffect(() => startFeed({ open: (connected) => connected.audit.indexing({}), onEvent: setProgress }), []);
  useEffect(() => {
    if (isMade) return;
    const again = (): void => void search(useAuditList.getState().view);
    const timer = setInterval(again, refreshMs);
    return () => {
      clearInterval(timer);
      again();
    };
  }, [isMade]);
  if (isMade) return null;
  return (
    <div className="flex h-8 shrink-0 items-center gap-3 border-b border-line px-4 text-small text-text2">
      <ProgressBar narrow label="Indexed records" value={done} max={total} />
      <span>
        Indexing the log: {count(done)} of {count(total)} records. Search finds what is indexed so far.
      </span>
    </div>
  );
}
