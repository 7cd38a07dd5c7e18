import type { AuditOrder } from "../../../src-shared/contract/audit.ts";
import { clock, count } from "../../format/formats.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";

/** Says that the list is held, how, and what has come since. */
export function PausedBar(props: {
  readonly at: number;
  /** Records that are not shown. */
  readonly behind: number;
  readonly order: AuditOrder | null;
  readonly onResume: () => void;
}) {
  const { at, behind, order, onResume } = props;
  return (
    <Bar
      tone="warn"
      action={
        <Button small keys="audit.follow" onClick={onResume}>
          Resume
        </Button>
      }
    >
      Paused by you at {clock(at).slice(0, 8)}, {count(behind)} since.
      {order && " Resuming goes back to the newest first."}
    </Bar>
  );
}
