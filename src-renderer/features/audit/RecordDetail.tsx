import { X } from "lucide-react";
import type { ReactNode } from "react";
import { toast } from "sonner";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { cost, count, duration, exactTime, plural, traffic } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { verdictOf } from "./RecordIcon.tsx";

/** Everything that is known of one request. */
export function RecordDetail(props: {
  readonly record: AuditRecord;
  readonly onClose: () => void;
  /** Goes to the record before it in the chain; null where that makes no sense. */
  readonly onPrevious: (() => void) | null;
}) {
  const { record, onClose, onPrevious } = props;
  const { word, colour, icon: Icon } = verdictOf(record);
  const sessions = useSessions((state) => state.sessions);
  const session = sessionNamed(sessions, record.session_name ?? "");
  const { usage } = record;
  const port = record.port === null || record.port === 443 || record.port === 80 ? "" : `:${record.port}`;
  return (
    <section aria-label={`Record ${record.seq}`} className="flex flex-col gap-3 p-4">
      <div className="flex items-center gap-2">
        <h2 className={`flex min-w-0 flex-1 items-center gap-2 font-medium ${colour}`}>
          <Icon size={14} aria-hidden />
          {word[0]?.toUpperCase()}
          {word.slice(1)}
          {record.credential_id && <span className="font-mono text-small">{record.credential_id}</span>}
        </h2>
        <span className="font-mono text-small text-text3">#{count(record.seq)}</span>
        <IconButton label="Close" keys="Escape" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <p className="break-all font-mono text-small">
        <span className="text-text2">{record.method ?? "–"}</span>{" "}
        <bdi>
          {record.scheme ?? ""}://{neutralise(record.host ?? "–", 300)}
          {port}
          {neutralise(record.path ?? "", 2000)}
        </bdi>
      </p>
      {record.reason && (
        <p className="text-text2">
          <Outside text={record.reason} limit={500} />
        </p>
      )}
      <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-y-1">
        <Fact name="When">{exactTime(record.timestamp)}</Fact>
        <Fact name="Session">
          {session ? (
            <a
              className="hit font-mono text-small text-accent underline"
              href={sessionAddress(session.name)}
              onClick={(event) => {
                event.preventDefault();
                go(sessionAddress(session.name));
              }}
            >
              {session.name}
            </a>
          ) : (
            <span className="font-mono text-small">{record.session_name ?? "none"}</span>
          )}
        </Fact>
        <Fact name="Rule">
          <span className="font-mono text-small">
            <Outside text={record.rule} />
          </span>
        </Fact>
        <Fact name="Injected">
          {record.auth_injected ? (
            <span className="text-inject">{record.credential_id}, placeholder stripped, value added last</span>
          ) : (
            <span className="text-text3">nothing</span>
          )}
        </Fact>
        <Fact name="Answer">
          {record.response_code ?? "none"} {record.error && <span className="text-danger">{record.error}</span>}
        </Fact>
        <Fact name="Took">
          {duration(record.duration_ms)}
          {record.ttfb_ms !== null && <span className="text-text3">, first byte after {duration(record.ttfb_ms)}</span>}
        </Fact>
        <Fact name="Size">
          {traffic(record.request_bytes)} sent, {traffic(record.response_bytes)} received
        </Fact>
        {record.count > 1 && <Fact name="Stands for">{plural(record.count, "like request")}</Fact>}
        {record.scrubbed > 0 && <Fact name="Scrubbed">{plural(record.scrubbed, "time")}</Fact>}
        {usage && (
          <Fact name="Usage">
            {usage.model && <span className="font-mono text-small">{neutralise(usage.model)}, </span>}
            {count(usage.input_tokens)} in, {count(usage.output_tokens)} out, {count(usage.cache_read_input_tokens)}{" "}
            cache read, {count(usage.cache_creation_input_tokens)} cache write · {cost(record.cost_usd)}
          </Fact>
        )}
        <Fact name="Hash">
          <span className="break-all font-mono text-log text-text2">{record.hash}</span>
        </Fact>
        <Fact name="Previous">
          {onPrevious ? (
            <button
              type="button"
              className="break-all text-left font-mono text-log text-accent underline"
              onClick={onPrevious}
            >
              {record.prev_hash}
            </button>
          ) : (
            <span className="break-all font-mono text-log text-text2">{record.prev_hash}</span>
          )}
        </Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button small keys="audit.copy" onClick={() => copyRecord(record)}>
          Copy as JSON
        </Button>
        <Button small keys="audit.rule" onClick={() => copyRule(record)}>
          Copy a rule
        </Button>
      </div>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-text3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

export function copyRecord(record: AuditRecord): void {
  void navigator.clipboard.writeText(JSON.stringify(record, null, 2)).then(() => toast("Copied as JSON."));
}

/** A rule for this host, method and path, to paste into config.toml and change. */
export function copyRule({ host, method, path, decision }: AuditRecord): void {
  const text = (value: string): string => JSON.stringify(value);
  const lines = [
    "[[rule]]",
    `host = ${text(host ?? "")}`,
    ...(method ? [`methods = [${text(method)}]`] : []),
    ...(path ? [`path = ${text(path.replace(/\?.*$/, ""))}`] : []),
    `action = "${decision === "allow" ? "deny" : "allow"}"`,
    'reason = ""',
  ];
  void navigator.clipboard.writeText(`${lines.join("\n")}\n`).then(() => toast("Copied. Paste it into config.toml."));
}
