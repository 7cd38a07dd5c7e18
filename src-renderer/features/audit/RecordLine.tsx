import { clsx } from "clsx";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { clock, duration, shortPath } from "../../format/formats.ts";
import { Outside } from "../../ui/Outside.tsx";
import { RecordIcon, statusColour } from "./RecordIcon.tsx";

/** A record in the narrow list beside a terminal. */
export function RecordLine(props: {
  readonly record: AuditRecord;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { record, chosen, onChoose } = props;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={clsx(
        "grid h-[26px] w-full grid-cols-[60px_18px_38px_minmax(0,1fr)_34px_58px] items-center px-3 text-left font-mono text-log",
        chosen ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <span className="text-text3">{clock(record.timestamp).slice(0, 8)}</span>
      <RecordIcon record={record} />
      <span className="text-text2">{record.method === "CONNECT" ? "CONN" : (record.method ?? "–")}</span>
      <span className="truncate" title={`${record.host}${record.path ?? ""}`}>
        <Outside text={shortPath(`${record.host ?? "–"}${record.path ?? ""}`, 25)} />
      </span>
      <span className={clsx("text-right", statusColour(record))}>{record.response_code ?? "–"}</span>
      <span className="text-right text-text3">{duration(record.duration_ms)}</span>
    </button>
  );
}
