import { useMutation, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useRef, useState } from "react";
import type { ReplayEvent } from "../../../src-shared/contract/rules.ts";
import type { Preset } from "../../../src-shared/model/policy.ts";
import { client } from "../../connection/connection.ts";
import { clock, count, plural } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";

type Result = Extract<ReplayEvent, { type: "result" }>;

/** What another policy would have done with the requests of the record. Nothing is changed from here. */
export function PolicyPreview() {
  const presets = useQuery({ queryKey: ["presets"], queryFn: () => client().rules.presets({}) });
  const [chosen, setChosen] = useState<string | null>(null);
  const [checked, setChecked] = useState(0);
  const file = useRef<HTMLInputElement>(null);
  const replay = useMutation({
    mutationFn: async (what: { preset?: Preset; config?: string }): Promise<Result | null> => {
      setChecked(0);
      for await (const event of client().rules.replay({ ...what, limit: 200 })) {
        if (event.type === "result") return event;
        setChecked(event.checked);
      }
      return null;
    },
  });
  if (presets.error) return <Failure error={presets.error} onRetry={() => void presets.refetch()} />;
  if (!presets.data) return <Loading />;
  const { active } = presets.data;
  const run = (name: string, what: { preset?: Preset; config?: string }): void => {
    setChosen(name);
    replay.mutate(what);
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(260px,1fr))] border-b border-line">
        {presets.data.presets.map(({ name, summary, effects }) => (
          <section
            key={name}
            aria-label={`Preset ${name}`}
            className={clsx(
              "flex flex-col gap-2 border-r border-line p-4 last:border-r-0",
              chosen === name && "bg-selected",
            )}
          >
            <h2 className="flex items-center gap-2 font-semibold">
              {name}
              {name === active && (
                <span className="rounded-tag border border-line px-1 text-label text-text2">in force</span>
              )}
            </h2>
            <p className="text-text2">{summary}</p>
            <ul className="flex flex-1 list-disc flex-col gap-1 pl-4 text-small text-text2">
              {effects.map((effect) => (
                <li key={effect}>{effect}</li>
              ))}
            </ul>
            {name !== active && (
              <span>
                <Button small disabled={replay.isPending} onClick={() => run(name, { preset: name })}>
                  Replay the record with it
                </Button>
              </span>
            )}
          </section>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <input
          ref={file}
          type="file"
          accept=".toml"
          aria-label="Another config.toml"
          className="hidden"
          onChange={async (event) => {
            const [picked] = event.target.files ?? [];
            if (picked) run(picked.name, { config: await picked.text() });
            event.target.value = "";
          }}
        />
        <Button disabled={replay.isPending} onClick={() => file.current?.click()}>
          Replay with another config.toml…
        </Button>
        <p className="text-text3">
          A preset is set by <code>[policy] preset</code> in your config.toml; nothing is applied from here.
        </p>
      </div>
      <div role="status" aria-live="polite">
        {replay.isPending && <p className="p-4 text-text2">Asked about {count(checked)} records…</p>}
        {replay.error && <Failure error={replay.error} />}
        {replay.data && !replay.isPending && <Outcome name={chosen ?? ""} result={replay.data} />}
      </div>
      {replay.data && !replay.isPending && <Changes result={replay.data} />}
    </div>
  );
}

function Outcome({ name, result }: { readonly name: string; readonly result: Result }) {
  const { checked, refused, allowed, other, approved, skipped } = result;
  return (
    <p className="px-4 py-3">
      With <Outside text={name} limit={60} />, of {plural(checked, "request")},{" "}
      <span className={refused > 0 ? "text-danger" : ""}>{count(refused)} would now be refused</span>,{" "}
      <span className={allowed > 0 ? "text-warn" : ""}>{count(allowed)} newly allowed</span>
      {other > 0 && `, ${count(other)} decided otherwise`}.
      {approved > 0 && (
        <span className="text-text2">
          {" "}
          {plural(approved, "request")} passed by an approval of yours, which counts for both policies.
        </span>
      )}
      {skipped > 0 && <span className="text-text3"> {plural(skipped, "record")} could not be asked about.</span>}
    </p>
  );
}

const row =
  "grid w-full min-w-[720px] grid-cols-[70px_140px_minmax(0,1fr)_minmax(0,220px)_minmax(0,220px)] items-center gap-3 px-4 text-left";

function Changes({ result }: { readonly result: Result }) {
  if (result.changes.length === 0) return null;
  return (
    <ul aria-label="Requests that would be decided otherwise, newest first">
      {result.changes.map((change) => (
        <li key={change.seq}>
          <button
            type="button"
            title="Shows the record"
            onClick={() => go(`/audit?q=${encodeURIComponent(`seq:${change.seq}`)}`)}
            className={`${row} h-[26px] font-mono text-log hover:bg-hover`}
          >
            <span className="text-text3">{clock(change.timestamp).slice(0, 8)}</span>
            <span className="truncate text-text2">{change.sessionName ?? "–"}</span>
            <span className="truncate">
              {change.method} <Outside text={`${change.host}${change.path}`} />
            </span>
            <span className="truncate text-text3">
              {change.now.decision} <Outside text={change.now.rule} />
            </span>
            <span className={clsx("truncate", change.changed.decision === "deny" ? "text-danger" : "text-text2")}>
              → {change.changed.decision} <Outside text={change.changed.rule} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
