import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { toast } from "sonner";
import { client, useConnection } from "../../connection/connection.ts";
import { setSearch, useRoute } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Catalogue } from "./Catalogue.tsx";
import { PolicyPreview } from "./PolicyPreview.tsx";
import { RuleTable } from "./RuleTable.tsx";
import { RuleTest } from "./RuleTest.tsx";

const parts = [
  ["rules", "Rules"],
  ["access", "Lasting access"],
  ["preview", "Presets and replay"],
] as const;

/** The policy, in the order in which it is tried. It is written in the user's own file, never from here. */
export default function RulesScreen() {
  const { search } = useRoute();
  const part = parts.find(([id]) => id === search.get("part"))?.[0] ?? "rules";
  const address = useRef<HTMLInputElement>(null);
  const home = useConnection((state) => state.home);
  const configError = useStatus((state) => state.status?.proxy.configError ?? null);
  const { data, error, refetch } = useQuery({
    queryKey: ["rules", configError],
    queryFn: () => client().rules.list({}),
    refetchInterval: 5000,
  });
  const grants = useQuery({
    queryKey: ["grants"],
    queryFn: () => client().approvals.grants({}),
    refetchInterval: 5000,
  });
  const revoke = (grant: number): void => {
    client()
      .approvals.revoke({ grant })
      .then(
        () => toast(`Revoked grant ${grant}.`),
        (failure: Error) => toast.error(failure.message),
      )
      .finally(() => void Promise.all([refetch(), grants.refetch()]));
  };
  const copy = (text: string, said: string): void => {
    void navigator.clipboard.writeText(text).then(() => toast(said));
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="text-title font-semibold">Rules</h1>
        <div
          role="group"
          aria-label="Part"
          className="flex shrink-0 rounded-control border border-line bg-bg p-0.5 text-small"
        >
          {parts.map(([id, name]) => (
            <button
              key={id}
              type="button"
              aria-pressed={part === id}
              onClick={() => setSearch("part", id === "rules" ? null : id)}
              className={`h-6 rounded-tag px-2 ${part === id ? "bg-active text-text" : "text-text2 hover:text-text"}`}
            >
              {name}
            </button>
          ))}
        </div>
        <p className="min-w-0 truncate text-text3 max-[1000px]:hidden">
          First match wins. Preset <span className="text-text2">{data?.preset ?? "–"}</span>. Yours are in{" "}
          <span className="font-mono text-small">{home}/config.toml</span>.
        </p>
        <span className="ml-auto" />
        <Button onClick={() => copy(`${home}/config.toml`, "Path copied.")}>Copy path</Button>
        <Button disabled={!data} onClick={() => data && copy(data.toml, "Copied as TOML.")}>
          Copy as TOML
        </Button>
      </header>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && part === "rules" && (
        <>
          <RuleTest address={address} />
          {data.rules.every(({ source }) => source === "built-in") && (
            <p className="border-b border-line px-4 py-2 text-text2">
              No rule of yours. The preset and the {data.catalogue.length} built-in ones about lasting access apply.
            </p>
          )}
          <RuleTable
            rules={data.rules}
            grants={grants.data ?? []}
            onRevoke={revoke}
            onTest={() => address.current?.focus()}
          />
        </>
      )}
      {data && part === "access" && <Catalogue entries={data.catalogue} />}
      {data && part === "preview" && <PolicyPreview />}
    </div>
  );
}
