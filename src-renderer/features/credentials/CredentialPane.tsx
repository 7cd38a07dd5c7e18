import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, Dot, Ellipsis, RefreshCw, X } from "lucide-react";
import type { ReactNode } from "react";
import type { ValueCount } from "../../../src-shared/contract/audit.ts";
import type { Credential, CredentialEvent } from "../../../src-shared/model/credential.ts";
import { client } from "../../connection/connection.ts";
import { age, clock, duration, exactTime, plural } from "../../format/formats.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { healthOf } from "./health.ts";
import { TokenHealth } from "./TokenHealth.tsx";

export interface CredentialPaneProps {
  readonly credential: Credential;
  readonly users: readonly ValueCount[];
  readonly testing: boolean;
  readonly now: number;
  readonly onTest: () => void;
  readonly onSet: () => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** Everything that may be told of one credential. */
export function CredentialPane(props: CredentialPaneProps) {
  const { credential, users, testing, now, onTest, onSet, onRemove, onClose } = props;
  const { id, source, health } = credential;
  const [word, colour, Icon] = healthOf(credential, now);
  const { data: log = [] } = useQuery({
    queryKey: ["credentials", "log", id],
    queryFn: () => client().credentials.log({ id }),
    refetchInterval: 10_000,
  });
  return (
    <aside
      aria-label={`Credential ${id}`}
      className="flex w-[400px] shrink-0 flex-col divide-y divide-line overflow-auto border-l border-line bg-surface max-[1100px]:absolute max-[1100px]:inset-y-0 max-[1100px]:right-0 max-[1100px]:z-20 max-[1100px]:w-[60%] max-[1100px]:shadow-floating max-[800px]:w-full min-[1600px]:w-[480px]"
    >
      <div className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-1.5">
        <h2 className="min-w-0 truncate font-mono font-medium">{id}</h2>
        <span className={`flex flex-1 items-center gap-1.5 text-small ${colour}`}>
          <Icon size={13} aria-hidden />
          {testing ? "Testing…" : word}
        </span>
        {source && (
          <Button small keys="tables.test" disabled={testing} onClick={onTest}>
            Test
          </Button>
        )}
        <Button small onClick={onSet}>
          {source ? "Replace…" : "Set…"}
        </Button>
        {source && (
          <Menu
            trigger={
              <IconButton label="More">
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            }
            items={[{ name: "Remove…", keys: "tables.remove", danger: true, run: onRemove }]}
          />
        )}
        <IconButton label="Close" keys="Escape" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {credential.problem && health !== "untested" && (
        <p className={`p-4 ${health === "not_set" ? "text-text2" : "text-danger"}`}>
          <Outside text={credential.problem} limit={600} />
        </p>
      )}
      {source && (credential.expiresAt !== null || log.some(({ event }) => event === "renewed")) && (
        <TokenHealth credential={credential} log={log} now={now} />
      )}
      <FactsOf credential={credential} now={now} />
      <Log log={log} now={now} />
      <UsedBy id={id} users={users} now={now} />
    </aside>
  );
}

function FactsOf({ credential, now }: { readonly credential: Credential; readonly now: number }) {
  const { kind, source, sentAs, hosts, env, placeholder, lastTest, lastUsedAt } = credential;
  const forms = [...new Set(sentAs.map(({ header, form }) => `${header}: ${form}`))];
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-y-1.5 p-4">
      <Fact name="Kind">{kind}</Fact>
      <Fact name="Value">{source ? "stored, never shown" : <span className="text-text3">none</span>}</Fact>
      <Fact name="Source">
        <Outside text={source} />
      </Fact>
      <Fact name="Sent as">
        {forms.length === 0 && "–"}
        {forms.map((form) => (
          <span key={form} className="block font-mono text-small">
            {form}
          </span>
        ))}
      </Fact>
      <Fact name="Goes only to">
        {hosts.length === 0 && <span className="text-text3">no host yet; config.toml names it</span>}
        {hosts.map((host) => (
          <span key={host} className="block font-mono text-small">
            https://{host}
          </span>
        ))}
      </Fact>
      <Fact name="Inside sessions">
        <span className="block font-mono text-small">{env.join(", ") || "–"}</span>
        <span className="break-all font-mono text-small text-text2">{placeholder}</span>
        <span className="block text-small text-text3">a placeholder, worth nothing elsewhere</span>
      </Fact>
      <Fact name="Last test">
        {lastTest ? (
          <span title={exactTime(lastTest.at)}>
            <span
              className={
                lastTest.health === "healthy" ? "text-ok" : lastTest.health === "untested" ? "" : "text-danger"
              }
            >
              {lastTest.health === "healthy" ? "Accepted" : lastTest.health === "untested" ? "No verdict" : "Rejected"}
            </span>{" "}
            <span className="text-text3">
              {clock(lastTest.at).slice(0, 5)}, {duration(lastTest.tookMs)}
            </span>
          </span>
        ) : (
          <span className="text-text3">none since the core started</span>
        )}
      </Fact>
      <Fact name="Last used">
        <span title={lastUsedAt ? exactTime(lastUsedAt) : undefined}>{age(lastUsedAt, now)}</span>
      </Fact>
    </dl>
  );
}

const icons: Readonly<Record<CredentialEvent["event"], readonly [icon: typeof Dot, colour: string]>> = {
  stored: [Dot, "text-text3"],
  removed: [Dot, "text-text3"],
  source_changed: [Dot, "text-text3"],
  untested: [Dot, "text-text3"],
  accepted: [CircleCheck, "text-ok"],
  renewed: [RefreshCw, "text-ok"],
  rejected: [CircleX, "text-danger"],
  renewal_failed: [CircleX, "text-danger"],
};

function Log({ log, now }: { readonly log: readonly CredentialEvent[]; readonly now: number }) {
  const isToday = (at: string): boolean => new Date(at).toDateString() === new Date(now).toDateString();
  return (
    <section aria-label="Log" className="flex flex-col gap-2 p-4">
      <h3 className="font-medium">Log</h3>
      {log.length === 0 && <p className="text-text3">Nothing since the core started.</p>}
      <ul className="flex flex-col gap-1.5">
        {log.slice(0, 20).map(({ at, event, text }) => {
          const [Icon, colour] = icons[event];
          return (
            <li key={`${at} ${event} ${text}`} className="flex items-start gap-3">
              <time dateTime={at} title={exactTime(at)} className="w-12 shrink-0 text-small leading-5 text-text3">
                {isToday(at) ? clock(at).slice(0, 5) : age(at, now)}
              </time>
              <Icon size={13} aria-hidden className={`mt-1 shrink-0 ${colour}`} />
              <span className="min-w-0">
                <Outside text={text} limit={400} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function UsedBy(props: { readonly id: string; readonly users: readonly ValueCount[]; readonly now: number }) {
  const { id, users, now } = props;
  return (
    <section aria-label="Used by" className="flex flex-col gap-2 p-4">
      <h3 className="flex items-baseline gap-2 font-medium">
        Used by <span className="flex-1 font-normal text-text3">{plural(users.length, "session")} in 7 days</span>
        <button
          type="button"
          className="hit font-normal text-accent hover:underline"
          onClick={() => go(`/audit?q=${encodeURIComponent(`credential:${id}`)}`)}
        >
          Open in Audit
        </button>
      </h3>
      <ul className="flex flex-col gap-1">
        {users.map(({ value, records, lastAt }) => (
          <li key={value} className="flex items-baseline gap-3">
            <button
              type="button"
              className="hit min-w-0 flex-1 truncate text-left font-mono text-small hover:underline"
              onClick={() => go(sessionAddress(value))}
            >
              <Outside text={value} />
            </button>
            <span className="text-text2">{plural(records, "request")}</span>
            <span className="w-12 text-right text-text3">{age(lastAt, now)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-text3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
