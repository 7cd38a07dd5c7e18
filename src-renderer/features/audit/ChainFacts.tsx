import { useQuery } from "@tanstack/react-query";
import { Check, Unlink } from "lucide-react";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { client } from "../../connection/connection.ts";
import { count, exactTime } from "../../format/formats.ts";
import { Fact } from "./Fact.tsx";

/** Where a record stands in the chain, and whether it fits there. Verify reads the log itself. */
export function ChainFacts(props: { readonly record: AuditRecord; readonly onPrevious: (() => void) | null }) {
  const { record, onPrevious } = props;
  const { data: proof } = useQuery({
    queryKey: ["proof", record.seq],
    queryFn: () => client().audit.proof({ seq: record.seq }),
    staleTime: 10_000,
  });
  return (
    <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-y-1.5 p-4">
      <Fact name="Hash">
        <span className="break-all font-mono text-log text-text2">{record.hash}</span>
        {proof && (
          <Mark
            fits={proof.hash === "fits"}
            yes="fits the record"
            no="does not fit the record: it was changed, or its index is damaged"
          />
        )}
      </Fact>
      <Fact name="Previous">
        {onPrevious ? (
          <button
            type="button"
            title={record.prev_hash}
            className="hit text-left font-mono text-log text-accent underline"
            onClick={onPrevious}
          >
            #{count(record.seq - 1)} · {record.prev_hash.slice(0, 12)}…
          </button>
        ) : (
          <span className="break-all font-mono text-log text-text2">{record.prev_hash}</span>
        )}
        {proof && proof.previous !== "first" && (
          <Mark fits={proof.previous === "fits"} yes="follows it" no="does not follow it" />
        )}
      </Fact>
      <Fact name="Checkpoint">
        {proof?.checkpoint ? (
          <span title={`Signed ${exactTime(proof.checkpoint.timestamp)}`}>
            <span className="font-mono text-small">#{count(proof.checkpoint.seq)}</span>
            <span className="text-text3"> Ed25519, checked by Verify</span>
          </span>
        ) : (
          <span className="text-text3">{proof ? "not covered yet" : "–"}</span>
        )}
      </Fact>
    </dl>
  );
}

function Mark({ fits, yes, no }: { readonly fits: boolean; readonly yes: string; readonly no: string }) {
  return fits ? (
    <span className="ml-1.5 inline-flex items-center gap-1 text-small text-ok">
      <Check size={12} aria-hidden />
      {yes}
    </span>
  ) : (
    <span className="hit flex items-center gap-1 text-small text-danger">
      <Unlink size={12} aria-hidden />
      {no}
    </span>
  );
}
