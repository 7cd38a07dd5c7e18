import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { toast } from "sonner";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { client } from "../../connection/connection.ts";
import { clock, cost, count, duration, exactTime, plural, traffic } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { ruleAddress } from "../rules/ruleAddress.ts";
import { ChainFacts } from "./ChainFacts.tsx";
import { Fact, Link } from "./Fact.tsx";
import { verdictOf } from "./RecordIcon.tsx";

/** Everything that is known of one request. */
export function RecordDetail(props: {
  readonly record: AuditRecord;
  readonly onClose: () => void;
  /** To a neighbour in the list. */
  readonly onStep?: ((by: 1 | -1) => void) | null;
  /** Goes to the record before it in the chain; null where that makes no sense. */
  readonly onPrevious: (() => void) | null;
  readonly onWriteRule?: () => void;
}) {
  const { record, onClose, onStep, onPrevious, onWriteRule } = props;
  const { word, colour, icon: Icon } = verdictOf(record);
  const port = record.port === null || record.port === 443 || record.port === 80 ? "" : `:${record.port}`;
  return (
    <section aria-label={`Record ${record.seq}`} className="flex flex-col divide-y divide-line">
      <div className="flex h-10 shrink-0 items-center gap-2 pl-4 pr-2">
        <h2 className={`flex min-w-0 items-center gap-2 font-medium ${colour}`}>
          <Icon size={14} aria-hidden />
          {word[0]?.toUpperCase()}
          {word.slice(1)}
        </h2>
        <span className="flex-1 font-mono text-small text-text3">#{count(record.seq)}</span>
        {onStep && (
          <>
            <IconButton label="Newer request" keys="audit.up" onClick={() => onStep(-1)}>
              <ChevronUp size={14} aria-hidden />
            </IconButton>
            <IconButton label="Older request" keys="audit.down" onClick={() => onStep(1)}>
              <ChevronDown size={14} aria-hidden />
            </IconButton>
          </>
        )}
        <IconButton label="Close" keys="Escape" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-col gap-2 p-4">
        <p className="break-all font-mono text-small">
          <span className="text-text2">{record.method ?? "–"}</span>{" "}
          <bdi>
            {record.scheme ?? ""}://{neutralise(record.host ?? "–", 300)}
            {port}
            <span className="text-text2">{neutralise(record.path ?? "", 2000)}</span>
          </bdi>
        </p>
        {record.reason && (
          <p className="text-text2">
            <Outside text={record.reason} limit={500} />
          </p>
        )}
        {record.decision === "deny" && (
          <p className="text-text3">Refused before it left this machine. No credential was added.</p>
        )}
      </div>
      <Decision record={record} />
      <Measures record={record} />
      <ChainFacts record={record} onPrevious={onPrevious} />
      <div className="flex flex-wrap gap-2 p-4">
        {onWriteRule && (
          <Button small keys="audit.rule" onClick={onWriteRule}>
            Write a rule…
          </Button>
        )}
        <Button small keys="audit.copy" onClick={() => copyRecord(record)}>
          Copy as JSON
        </Button>
      </div>
    </section>
  );
}

const facts = "grid grid-cols-[104px_minmax(0,1fr)] gap-y-1.5 p-4";

function Decision({ record }: { readonly record: AuditRecord }) {
  const sessions = useSessions((state) => state.sessions);
  const session = sessionNamed(sessions, record.session_name ?? "");
  const forms = useForms(record);
  const rule = ruleAddress(record.rule);
  return (
    <dl className={facts}>
      <Fact name="Rule">
        {rule ? (
          <Link href={rule}>
            <Outside text={record.rule} />
          </Link>
        ) : (
          <span className="font-mono text-small">
            <Outside text={record.rule} />
          </span>
        )}
      </Fact>
      <Fact name="Session">
        {session ? (
          <>
            <Link href={sessionAddress(session.name)}>{session.name}</Link>
            <span className="text-text3"> · {session.accessMode}</span>
          </>
        ) : (
          <span className="font-mono text-small">{record.session_name ?? "none"}</span>
        )}
      </Fact>
      {record.auth_injected && (
        <Fact name="Stripped">
          <span className="font-mono text-small">
            {forms.length > 0
              ? [...new Set(forms.flatMap(({ header, removes }) => [header, ...removes]))].join(", ")
              : "its header"}
          </span>{" "}
          <span className="text-text3">(placeholder of {record.credential_id})</span>
        </Fact>
      )}
      <Fact name="Injected">
        {record.auth_injected ? (
          <span className="text-inject">
            <button
              type="button"
              className="hit font-mono text-small underline"
              onClick={() => go(`/credentials/${record.credential_id}`)}
            >
              {record.credential_id}
            </button>{" "}
            <span className="font-mono text-small">
              {forms.map(({ header, form }) => `${header}: ${form}`).join(", ")}
            </span>
          </span>
        ) : (
          <span className="text-text3">nothing</span>
        )}
      </Fact>
      <Fact name="Answered">
        <span className="font-mono text-small">{record.response_code ?? "no answer"}</span>
        {record.error && <span className="text-danger"> {record.error}</span>}
        {record.http_version && <span className="text-text3"> HTTP/{record.http_version.replace("HTTP/", "")}</span>}
      </Fact>
      {record.count > 1 && <Fact name="Stands for">{plural(record.count, "like request")}</Fact>}
      {record.scrubbed > 0 && (
        <Fact name="Scrubbed">
          <span className="text-warn">
            The answer held the real value {plural(record.scrubbed, "time")}. It was replaced before the session saw it.
          </span>
        </Fact>
      )}
    </dl>
  );
}

/** The headers in which the credential of a record goes to its host. */
function useForms({ credential_id, host }: AuditRecord) {
  const { data } = useQuery({
    queryKey: ["credentials"],
    queryFn: () => client().credentials.list({}),
    staleTime: 30_000,
  });
  const credential = data?.find(({ id }) => id === credential_id);
  return (credential?.sentAs ?? []).filter((form) => fitsHost(form.host, host ?? ""));
}

function fitsHost(pattern: string, host: string): boolean {
  const bare = pattern.replace(/:\d+$/, "");
  return bare.startsWith("*.") ? host.endsWith(bare.slice(1)) : bare === host;
}

function Measures({ record }: { readonly record: AuditRecord }) {
  const { timestamp, ttfb_ms: firstByte, duration_ms: took, usage } = record;
  const after = (ms: number): string => clock(Date.parse(timestamp) + ms);
  return (
    <dl className={facts}>
      <Fact name="Received">
        <span className="font-mono text-small" title={exactTime(timestamp)}>
          {clock(timestamp)}
        </span>
      </Fact>
      {firstByte !== null && (
        <Fact name="First byte">
          <span className="font-mono text-small">{after(firstByte)}</span>
          <span className="text-text3"> after {duration(firstByte)}</span>
        </Fact>
      )}
      {took !== null && (
        <Fact name={record.decision === "deny" ? "Decided in" : "Done"}>
          {record.decision !== "deny" && <span className="font-mono text-small">{after(took)}</span>}
          <span className={record.decision === "deny" ? "" : "text-text3"}>
            {record.decision === "deny" ? "" : " after "}
            {duration(took)}
          </span>
        </Fact>
      )}
      <Fact name="Sizes">
        {traffic(record.request_bytes)} <span className="text-text3">sent,</span> {traffic(record.response_bytes)}{" "}
        <span className="text-text3">received</span>
      </Fact>
      <Fact name="Usage">
        {usage ? (
          <>
            {usage.model && <span className="block font-mono text-small">{neutralise(usage.model)}</span>}
            {count(usage.input_tokens)} in, {count(usage.output_tokens)} out, {count(usage.cache_read_input_tokens)}{" "}
            cache read, {count(usage.cache_creation_input_tokens)} cache write · {cost(record.cost_usd)}
          </>
        ) : (
          <span className="text-text3">none</span>
        )}
      </Fact>
    </dl>
  );
}

export function copyRecord(record: AuditRecord): void {
  void navigator.clipboard.writeText(JSON.stringify(record, null, 2)).then(() => toast("Copied as JSON."));
}
