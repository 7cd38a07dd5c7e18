import { Link2, Unlink } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { VerifyResult } from "../../../src-shared/contract/audit.ts";
import { type SignedHead, signedHeadSchema } from "../../../src-shared/model/auditCheckpoint.ts";
import { client } from "../../connection/connection.ts";
import { count, exactTime } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ProgressBar } from "../../ui/ProgressBar.tsx";
import { useAuditList } from "./auditState.ts";
import { download } from "./exportAudit.ts";
import { Fact } from "./Fact.tsx";

/** Reads the whole log again and says in words whether it is whole, and whether a head kept elsewhere is in it. */
export function VerifyDialog(props: { readonly onClose: () => void; readonly onShow: (seq: number) => void }) {
  const [checked, setChecked] = useState(0);
  const [head, setHead] = useState<SignedHead | null>(null);
  const [result, setResult] = useState<VerifyResult | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const total = useAuditList(({ newestSeq, firstSeq }) => Math.max(1, newestSeq - firstSeq + 1));
  useEffect(() => {
    setResult(null);
    setError(null);
    const stream = client().audit.verify(head ? { head } : {});
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
  }, [head]);

  const readHead = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    try {
      setHead(signedHeadSchema.parse(JSON.parse(await chosen.text())));
    } catch {
      toast.error(`${neutralise(chosen.name, 80)} is no head that Clauderon exported.`);
    }
  };
  return (
    <Dialog title="Verify the audit log" wide onClose={props.onClose}>
      <div aria-live="polite" className="flex min-h-0 flex-col gap-3 overflow-auto">
        {!result && !error && (
          <>
            <ProgressBar label="Checked records" value={Math.min(checked, total)} max={total} />
            <p className="text-text2">{count(checked)} records checked.</p>
          </>
        )}
        {error && <p className="text-danger">The check itself failed: {error.message}</p>}
        {result && <Verdict result={result} isAnchored={head !== null} />}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
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
        {result && !result.ok && (
          <Button
            title="The result and the records around the break, as JSON."
            onClick={() => void exportEvidence(result)}
          >
            Export evidence
          </Button>
        )}
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          aria-label="Head that was exported earlier"
          className="hidden"
          onChange={(event) => void readHead(event.target.files?.[0])}
        />
        <Button title="Looks for a head that was kept elsewhere in this log." onClick={() => file.current?.click()}>
          Check a head…
        </Button>
        <Button
          title="Signs the newest record now. Keep the file on another machine."
          onClick={() => void exportHead()}
        >
          Export head
        </Button>
        <Button kind="primary" onClick={props.onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function Verdict({ result, isAnchored }: { readonly result: VerifyResult; readonly isAnchored: boolean }) {
  const Icon = result.ok ? Link2 : Unlink;
  return (
    <>
      <p className={`flex items-start gap-2 ${result.ok ? "text-ok" : "text-danger"}`}>
        <Icon size={15} aria-hidden className="mt-0.5 shrink-0" />
        {result.message}
      </p>
      <dl className="grid grid-cols-[140px_minmax(0,1fr)] gap-y-1">
        {result.kind && <Fact name="Kind of break">{result.kind.replace("_", " ")}</Fact>}
        <Fact name="Intact records">
          {count(result.records)}
          {result.since && <span className="text-text3"> since {exactTime(result.since)}</span>}
        </Fact>
        {result.prunedTo > 0 && <Fact name="Removed on purpose">records up to #{count(result.prunedTo)}</Fact>}
        <Fact name="Last checkpoint">
          {result.checkpoint
            ? `#${count(result.checkpoint.seq)}, signed ${exactTime(result.checkpoint.timestamp)}`
            : "none yet"}
        </Fact>
        {isAnchored && (
          <Fact name="Your head">
            {result.anchoredTo === null
              ? "is not proven to be in this log"
              : `is in this log: record #${count(result.anchoredTo)}`}
          </Fact>
        )}
        <Fact name="Newest hash">
          <span className="break-all font-mono text-log">{result.headHash}</span>
        </Fact>
        {result.key && (
          <Fact name="Key">
            <span className="break-all font-mono text-log text-text2">{result.key}</span>
          </Fact>
        )}
      </dl>
    </>
  );
}

/** Enough for somebody else to see what is broken. The log itself stays as it is. */
async function exportEvidence(result: VerifyResult): Promise<void> {
  try {
    const around = result.brokenSeq ?? result.records;
    const where = `seq >= ${Math.max(1, around - 50)} and seq <= ${around + 50}`;
    const { records } = await client().audit.query({ where, limit: 101 });
    const evidence = { verified_at: new Date().toISOString(), result, records: records.toReversed() };
    const name = `clauderon-evidence-${around}.json`;
    download(name, "application/json", [`${JSON.stringify(evidence, null, 2)}\n`]);
    toast(`Saved as ${name}. It holds no secret.`);
  } catch (error) {
    toast.error((error as Error).message);
  }
}

async function exportHead(): Promise<void> {
  try {
    const head = await client().audit.head({});
    download(`clauderon-head-${head.seq}.json`, "application/json", [`${JSON.stringify(head, null, 2)}\n`]);
    toast("Keep this file elsewhere: it shows later that the log up to here was not replaced.");
  } catch (error) {
    toast.error((error as Error).message);
  }
}
