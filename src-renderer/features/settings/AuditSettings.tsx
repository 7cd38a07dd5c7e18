import { useState } from "react";
import { toast } from "sonner";
import type { PruneResult } from "../../../src-shared/contract/audit.ts";
import { client } from "../../connection/connection.ts";
import { count, plural, traffic } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { inputClass } from "../../ui/Field.tsx";

/** The same as `clauderon audit verify` and `audit prune`: nothing is removed before it was told what that is. */
export function AuditSettings() {
  const [day, setDay] = useState("");
  const [checked, setChecked] = useState<number | null>(null);
  const [would, setWould] = useState<PruneResult | null>(null);
  const prune = async (dryRun: boolean): Promise<PruneResult | null> => {
    setChecked(0);
    try {
      const beforeTime = new Date(`${day}T00:00:00`).toISOString();
      for await (const event of client().audit.prune({ beforeTime, dryRun })) {
        setChecked(event.checked);
        if (event.result) return event.result;
      }
    } catch (error) {
      toast.error((error as Error).message);
    } finally {
      setChecked(null);
    }
    return null;
  };
  const ask = async (): Promise<void> => {
    const result = await prune(true);
    if (result?.removed === 0) toast("There is no record before that day.");
    else setWould(result);
  };
  const remove = async (): Promise<void> => {
    setWould(null);
    const did = await prune(false);
    if (did) toast(`${plural(did.removed, "record")} removed. A signed checkpoint stands in their place.`);
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => go("/audit?verify=")}>Verify, export head…</Button>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2">
          Remove records before
          <input
            type="date"
            data-field
            value={day}
            onChange={(event) => setDay(event.target.value)}
            className={inputClass}
            style={{ width: 150 }}
          />
        </label>
        <Button disabled={day === "" || checked !== null} onClick={() => void ask()}>
          {checked === null ? "Remove…" : `Checking, ${count(checked)} records`}
        </Button>
      </div>
      <p className="text-small text-text3">Records stay until you remove them. The whole log is checked before.</p>
      {would && (
        <DangerDialog
          title={`Remove ${plural(would.removed, "record")}?`}
          confirm="Remove"
          onConfirm={() => void remove()}
          onClose={() => setWould(null)}
        >
          <p>
            <strong className="font-medium text-text">Destroys</strong> {plural(would.removed, "record")} before #
            {count(would.firstSeq)}, about {traffic(would.freedBytes)}, for good.
          </p>
          <p>
            <strong className="font-medium text-text">Keeps</strong> all later records; a signed checkpoint says what
            was removed, so that the log still verifies.
          </p>
        </DangerDialog>
      )}
    </div>
  );
}
