import { Link2, Unlink } from "lucide-react";
import { useEffect, useState } from "react";
import type { VerifyResult } from "../../../src-shared/contract/audit.ts";
import { client } from "../../connection/connection.ts";
import { count } from "../../format/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { useAuditList } from "./auditList.ts";

/** Reads the whole log again and says in words whether it is whole. */
export function VerifyDialog(props: { readonly onClose: () => void; readonly onShow: (seq: number) => void }) {
  const [checked, setChecked] = useState(0);
  const [result, setResult] = useState<VerifyResult | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const total = useAuditList(({ newestSeq, firstSeq }) => Math.max(1, newestSeq - firstSeq + 1));
  useEffect(() => {
    const stream = client().audit.verify({});
    void (async () => {
      try {
        for await (const event of stream) {
          setChecked(event.checked);
          if (event.result) setResult(event.result);
        }
      } catch (failure) {
        setError(failure as Error);
      }
    })();
    return () => stream.cancel();
  }, []);

  return (
    <Dialog title="Verify the audit log" onClose={props.onClose}>
      <div aria-live="polite" className="flex flex-col gap-3">
        {!result && !error && (
          <>
            <progress
              className="h-1.5 w-full accent-accent"
              value={Math.min(checked, total)}
              max={total}
              aria-label="Checked records"
            />
            <p className="text-text2">{count(checked)} records checked.</p>
          </>
        )}
        {error && <p className="text-danger">The check itself failed: {error.message}</p>}
        {result && (
          <>
            <p className={`flex items-start gap-2 ${result.ok ? "text-ok" : "text-danger"}`}>
              {result.ok ? (
                <Link2 size={15} aria-hidden className="mt-0.5 shrink-0" />
              ) : (
                <Unlink size={15} aria-hidden className="mt-0.5 shrink-0" />
              )}
              {result.message}
            </p>
            <p className="break-all rounded-control border border-line bg-bg p-2 font-mono text-log">
              {result.headHash}
            </p>
          </>
        )}
      </div>
      <div className="flex justify-end gap-2">
        {result && result.brokenSeq !== null && (
          <Button
            onClick={() => {
              props.onClose();
              props.onShow(result.brokenSeq ?? 1);
            }}
          >
            Show it
          </Button>
        )}
        {result && <Button onClick={() => void navigator.clipboard.writeText(result.headHash)}>Copy head</Button>}
        <Button kind="primary" onClick={props.onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
