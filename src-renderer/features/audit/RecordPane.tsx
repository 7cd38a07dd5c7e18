import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { Loading } from "../../ui/Bar.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { needOne, recordOf, useRecordsVersion } from "./auditRecords.ts";
import { RecordDetail } from "./RecordDetail.tsx";

/** One record beside the list, by its number: also one that the filter leaves out. */
export function RecordPane(props: {
  readonly seq: number;
  readonly onClose: () => void;
  /** To a neighbour in the list; null where there is none. */
  readonly onStep: ((by: 1 | -1) => void) | null;
  readonly onPrevious: (() => void) | null;
  readonly onWriteRule: () => void;
}) {
  const { seq, onClose, onStep, onPrevious, onWriteRule } = props;
  // Apart from the screen, so that records that come draw no more than their rows and this.
  useRecordsVersion();
  const record = recordOf(seq);
  const [missing, setMissing] = useState<number | null>(null);
  useEffect(() => {
    needOne(seq).then(
      (isMissing) => isMissing && setMissing(seq),
      () => {},
    );
  }, [seq]);
  return (
    <aside
      aria-label="Request"
      className="w-[400px] shrink-0 overflow-auto border-l border-line bg-surface max-[1100px]:absolute max-[1100px]:inset-y-0 max-[1100px]:right-0 max-[1100px]:z-20 max-[1100px]:w-[60%] max-[1100px]:shadow-floating max-[800px]:w-full min-[1600px]:w-[480px]"
    >
      {record ? (
        <RecordDetail
          record={record}
          onClose={onClose}
          onStep={onStep}
          onPrevious={onPrevious}
          onWriteRule={onWriteRule}
        />
      ) : (
        <div className="flex items-start justify-between p-4">
          {missing === seq ? (
            <p className="text-text2">There is no record #{seq}. It may have been pruned.</p>
          ) : (
            <Loading rows={4} />
          )}
          <IconButton label="Close" keys="Escape" onClick={onClose}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      )}
    </aside>
  );
}
