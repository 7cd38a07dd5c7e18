import { useQuery } from "@tanstack/react-query";
import { Tabs } from "radix-ui";
import { useEffect, useState } from "react";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { notFetchedName, type Repository, type Session, sourceOf } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { startFeed } from "../../connection/feed.ts";
import { exactTime, memory } from "../../format/formats.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { inputClass } from "../../ui/Field.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { useWidth } from "../../ui/useWidth.ts";
import { readQuery, toWhere } from "../audit/auditQuery.ts";
import { RecordDetail } from "../audit/RecordDetail.tsx";
import { RecordLine } from "../audit/RecordLine.tsx";
import { Files } from "./changes/Files.tsx";
import { SelfTestReport } from "./SelfTestReport.tsx";
import { SessionLog } from "./SessionLog.tsx";
import { type SidePanelTab, sidePanelTabs, useSidePanelTab } from "./sidePanelTab.ts";
import { Timeline } from "./Timeline.tsx";

const shownRecords = 200;
/** Pixels of a line that its address cannot have, and of one of its characters. */
const otherColumns = 236;
const characterWidth = 6.9;

export function SidePanel({ session }: { readonly session: Session }) {
  const shown = useSidePanelTab((state) => state.shown);
  return (
    <Tabs.Root
      value={shown}
      onValueChange={(value) => useSidePanelTab.setState({ shown: value as SidePanelTab })}
      className="flex h-full min-h-0 flex-col"
      asChild
    >
      <aside data-region="panel" aria-label={`About ${session.name}`}>
        <Tabs.List className="flex h-9 shrink-0 items-center gap-1 border-b border-line px-2">
          {sidePanelTabs.map((name) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="h-7 rounded-control px-2 text-text2 hover:bg-hover data-[state=active]:bg-active data-[state=active]:text-text"
            >
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="Requests" className="min-h-0 flex-1" tabIndex={-1}>
          <Requests session={session} />
        </Tabs.Content>
        <Tabs.Content value="Info" className="min-h-0 flex-1 overflow-auto">
          <Info session={session} />
        </Tabs.Content>
        <Tabs.Content value="Log" className="min-h-0 flex-1">
          <SessionLog session={session} label={`Log of ${session.name}`} />
        </Tabs.Content>
        <Tabs.Content value="Timeline" className="min-h-0 flex-1 overflow-auto">
          <Timeline session={session} />
        </Tabs.Content>
        <Tabs.Content value="Files" className="min-h-0 flex-1" tabIndex={-1}>
          <Files session={session} />
        </Tabs.Content>
      </aside>
    </Tabs.Root>
  );
}

function Requests({ session }: { readonly session: Session }) {
  const [records, setRecords] = useState<readonly AuditRecord[]>([]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [query, setQuery] = useState("");
  const { id } = session;
  const where = toWhere(query);
  const [list, width] = useWidth<HTMLUListElement>();
  const room = Math.max(12, Math.floor((width - otherColumns) / characterWidth));
  useEffect(() => {
    setRecords([]);
    return startFeed({
      open: (connected) =>
        connected.audit.watch({ session: id, tail: shownRecords, ...(where === undefined ? {} : { where }) }),
      onEvent: ({ records: more }) =>
        setRecords((before) => {
          const newest = before[0]?.seq ?? 0;
          const added = more.filter(({ seq }) => seq > newest).reverse();
          return [...added, ...before].slice(0, shownRecords);
        }),
    });
  }, [id, where]);
  const record = records.find(({ seq }) => seq === chosen) ?? null;
  const problem = readQuery(query).find((term) => term.problem !== null)?.problem ?? null;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-col gap-1 p-2">
        <input
          data-field
          aria-label="Filter the session's requests"
          placeholder="Filter, decision:deny for example"
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className={`${inputClass} font-mono text-small placeholder:font-sans`}
        />
        {problem && <p className="text-small text-danger">{problem}</p>}
      </div>
      {records.length === 0 && (
        <p className="px-4 text-text3">{where === undefined ? "No request yet." : "No request matches."}</p>
      )}
      <ul ref={list} aria-label="Requests, newest first" className="min-h-0 flex-1 overflow-auto">
        {records.map((one) => (
          <li key={one.seq}>
            <RecordLine
              record={one}
              room={room}
              chosen={one.seq === chosen}
              onChoose={() => setChosen(one.seq === chosen ? null : one.seq)}
            />
          </li>
        ))}
      </ul>
      {record && (
        <div className="max-h-[55%] shrink-0 overflow-auto border-t border-line">
          <RecordDetail record={record} onClose={() => setChosen(null)} onPrevious={null} />
        </div>
      )}
    </div>
  );
}

/** Only where there is something to tell. */
function notFetched(repository: Repository | null): [string, string][] {
  const kinds = repository?.notFetched ?? [];
  return kinds.length === 0 ? [] : [["Not fetched", kinds.map((kind) => notFetchedName[kind]).join(", ")]];
}

function Info({ session }: { readonly session: Session }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["session", session.id, session.state, session.startedAt],
    queryFn: () => client().sessions.get({ session: session.id }),
  });
  const credentials = useQuery({ queryKey: ["credentials"], queryFn: () => client().credentials.list({}) });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const placeholders = new Set(credentials.data?.map(({ placeholder }) => placeholder));
  const facts: [string, string | null][] = [
    ["Container", data.containerId?.slice(0, 12) ?? null],
    ["Image", data.image],
    ["Created", exactTime(data.createdAt)],
    ["Started", data.startedAt && exactTime(data.startedAt)],
    ["Root file system", data.readOnlyRoot ? "read-only" : "writable"],
    ["Limits", `${data.limits.cpus} cores, ${memory(data.limits.memoryBytes)}, ${data.limits.pids} processes`],
    ["Disk", session.disk && `${memory(session.disk.bytes)} written, ${memory(session.disk.hardBytes)} stop it`],
    ["Repository", data.repository && `${sourceOf(data.repository)} @ ${data.repository.base.slice(0, 12)}`],
    ...notFetched(data.repository),
    ["Home on the host", data.home],
    ["Uploads", data.uploads],
    ["Proxy secret", data.secretMadeAt && `made ${exactTime(data.secretMadeAt)}`],
  ];
  return (
    <div className="flex flex-col gap-4 p-4">
      <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text3">{name}</dt>
            <dd className="break-all font-mono text-small">
              <Outside text={value} limit={400} />
            </dd>
          </div>
        ))}
      </dl>
      {data.prompt && (
        <section>
          <h2 className="text-text3">Prompt</h2>
          <p className="whitespace-pre-wrap break-words">{data.prompt}</p>
        </section>
      )}
      {session.selfTest && <SelfTestReport test={session.selfTest} />}
      <section>
        <h2 className="pb-1 text-text3">Mounts</h2>
        <ul className="flex flex-col gap-1 font-mono text-small">
          {data.mounts.map(({ source, target, readOnly }) => (
            <li key={target} className="break-all">
              {source} <span className="text-text3">→</span> {target}{" "}
              <span className="text-text3">{readOnly ? "ro" : "rw"}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2 className="pb-1 text-text3">Environment</h2>
        <ul className="flex flex-col gap-1 font-mono text-small">
          {Object.entries(data.containerEnv).map(([name, value]) => (
            <li key={name} className="break-all">
              {name}=<Outside text={value} limit={400} />
              {placeholders.has(value) && (
                <span className="ml-2 rounded-tag bg-inject-tint px-1 font-sans text-label text-inject">
                  placeholder
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
