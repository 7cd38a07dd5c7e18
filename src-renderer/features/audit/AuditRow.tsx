import { clsx } from "clsx";
import { memo } from "react";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import {
  clock,
  cost,
  datedClock,
  dayText,
  duration,
  exactTime,
  shortHost,
  tokens,
  traffic,
} from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import type { Extent } from "./auditColumns.ts";
import { methodText, RecordIcon, statusColour } from "./RecordIcon.tsx";

export const rowHeight = 26;

export interface AuditRowProps {
  readonly row: number;
  readonly seq: number;
  readonly record: AuditRecord | null;
  readonly extent: Extent;
  readonly focused: boolean;
  /** Its time is said with the day: its neighbours are of others. */
  readonly dated: boolean;
  /** The day, where it is another than that of the row above. */
  readonly day: string | null;
  readonly onPick: (row: number) => void;
}

/** One request. Drawn again only when what it shows has changed: dozens of them pass in each frame of a scroll. */
export const AuditRow = memo(function AuditRow(props: AuditRowProps) {
  const { row, seq, record, extent, focused, dated, day, onPick } = props;
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      aria-selected={focused}
      data-seq={seq}
      data-focused={focused || undefined}
      tabIndex={-1}
      onClick={() => onPick(row)}
      onKeyDown={() => {}}
      style={{ height: rowHeight, contain: "strict" }}
      className={clsx(
        "relative grid grid-cols-(--audit-columns) items-center px-4 font-mono text-log",
        day !== null && "border-t border-control",
        focused
          ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent"
          : "row-hover",
      )}
    >
      {record === null ? (
        <span role="gridcell" className="col-span-full text-text3">
          {seq === 0 ? "…" : `#${seq}`}
        </span>
      ) : (
        <Cells record={record} extent={extent} dated={dated} day={day} />
      )}
    </div>
  );
});

const cell = "truncate pr-2";
const number = `${cell} text-right`;

function Cells(props: Pick<AuditRowProps, "extent" | "dated" | "day"> & { readonly record: AuditRecord }) {
  const { record, extent, dated, day } = props;
  const texts = textsOf(record);
  return (
    <>
      <span role="gridcell" className={`${cell} text-text3`} title={texts.exactTime}>
        {dated ? texts.datedTime : texts.time}
      </span>
      <span role="gridcell">
        <RecordIcon record={record} />
      </span>
      <span role="gridcell" className={`${cell} text-text2`}>
        {record.session_name ?? "–"}
      </span>
      <span role="gridcell" className={`${cell} text-text2`}>
        {methodText(record.method)}
      </span>
      <span role="gridcell" className={cell} title={texts.address}>
        {day !== null && <span className="mr-2 rounded-tag border border-line px-1 text-label text-text2">{day}</span>}
        <bdi>{texts.host}</bdi>
        <span className="text-text2">
          <bdi>{texts.path}</bdi>
        </span>
        {record.count > 1 && <span className="text-text3"> ×{record.count}</span>}
      </span>
      <span role="gridcell" className={`${number} ${statusColour(record)}`}>
        {record.response_code ?? "–"}
      </span>
      {extent !== "few" && (
        <span
          role="gridcell"
          className={`${cell} ${record.decision === "deny" ? "text-danger" : "text-text3"}`}
          title={texts.rule}
        >
          <bdi>{texts.rule}</bdi>
        </span>
      )}
      <span role="gridcell" className={`${number} text-text3`}>
        {texts.took}
      </span>
      {extent === "all" && (
        <>
          <span role="gridcell" className={`${number} text-text3`}>
            {texts.size}
          </span>
          <span role="gridcell" className={`${number} text-text3`}>
            {texts.tokens}
          </span>
          <span role="gridcell" className={`${number} text-text3`}>
            {texts.cost}
          </span>
          <span role="gridcell" className={`truncate ${record.auth_injected ? "text-inject" : "text-text3"}`}>
            {record.credential_id ?? "–"}
          </span>
        </>
      )}
    </>
  );
}

type Texts = ReturnType<typeof write>;

const written = new WeakMap<AuditRecord, Texts>();

/** A record never changes, so that what is written of it is written once. */
function textsOf(record: AuditRecord): Texts {
  const known = written.get(record);
  if (known) return known;
  const texts = write(record);
  written.set(record, texts);
  return texts;
}

/** The day of a record where the person is. */
export const dayOf = (record: AuditRecord | null): string | null => (record ? textsOf(record).day : null);

function write(record: AuditRecord) {
  const { timestamp, host, path, rule, usage } = record;
  return {
    time: clock(timestamp),
    datedTime: datedClock(timestamp),
    exactTime: exactTime(timestamp),
    day: dayText(timestamp),
    host: neutralise(shortHost(host ?? "–", 60)),
    path: neutralise(path ?? ""),
    address: neutralise(`${host ?? ""}${path ?? ""}`, 2000),
    rule: neutralise(rule),
    took: duration(record.duration_ms),
    size: traffic(record.response_bytes),
    tokens: usage ? tokens(usage.input_tokens + usage.output_tokens) : "–",
    cost: cost(record.cost_usd),
  };
}
