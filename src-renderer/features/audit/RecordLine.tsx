import { clsx } from "clsx";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { clock, duration, shortHost, shortPath } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Outside } from "../../ui/Outside.tsx";
import { methodText, RecordIcon, statusColour } from "./RecordIcon.tsx";

/** A record in the narrow list beside a terminal. */
export function RecordLine(props: {
  readonly record: AuditRecord;
  readonly chosen: boolean;
  /** Characters that there is room for between method and status. */
  readonly room: number;
  readonly onChoose: () => void;
}) {
  const { record, chosen, room, onChoose } = props;
  const host = record.host ?? "–";
  const path = record.path ?? "";
  const short = host.length < room ? shortPath(`${host}${path.split("?")[0]}`, room) : shortHost(host, room);
  const end = short.includes("/") ? short.indexOf("/") : short.length;
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
      <span className="text-text2">{methodText(record.method)}</span>
      <span className="truncate" title={neutralise(`${host}${path}`, 2000)}>
        <Outside text={short.slice(0, end)} limit={300} />
        <span className="text-text2">
          <Outside text={short.slice(end)} limit={300} />
        </span>
      </span>
      <span className={clsx("text-right", statusColour(record))}>{record.response_code ?? "–"}</span>
      <span className="text-right text-text3">{duration(record.duration_ms)}</span>
    </button>
  );
}
