import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import type { Grant } from "../../../src-shared/model/approval.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { client, useConnection } from "../../connection/connection.ts";
import { useStatus } from "../../state/status.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { RuleTest } from "./RuleTest.tsx";

const tones: Record<PolicyRule["action"], string> = {
  allow: "text-text",
  deny: "text-danger",
  ask: "text-warn",
  tunnel: "text-text3",
};

/** The policy in the order in which it is tried. It is written in the user's own file, never from here. */
export default function RulesScreen() {
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
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const own = data.rules.filter(({ source }) => source !== "built-in");
  const grid =
    "grid grid-cols-[44px_64px_minmax(0,1fr)_150px_minmax(0,1fr)_minmax(0,1.2fr)_180px] items-center gap-3 px-4";
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-4">
        <h1 className="text-title font-semibold">Rules</h1>
        <p className="truncate text-text3">
          First match wins. Yours are in <span className="font-mono text-small">{home}/config.toml</span>.
        </p>
        <span className="ml-auto" />
        <Button
          onClick={() => void navigator.clipboard.writeText(`${home}/config.toml`).then(() => toast("Path copied."))}
        >
          Copy path
        </Button>
        <Button
          keys="C"
          onClick={() => void navigator.clipboard.writeText(data.toml).then(() => toast("Copied as TOML."))}
        >
          Copy as TOML
        </Button>
      </header>
      <RuleTest />
      {own.length === 0 && (
        <p className="border-b border-line px-4 py-2 text-text2">No rule of yours. The built-in ones apply.</p>
      )}
      <div role="table" aria-label="Rules" tabIndex={0} className="min-h-0 flex-1 overflow-auto">
        <div role="row" className={`${grid} sticky top-0 h-7 border-b border-line bg-surface text-label text-text3`}>
          {["#", "Action", "Host", "Methods", "Path", "Reason", "Source"].map((head) => (
            <span key={head} role="columnheader">
              {head}
            </span>
          ))}
        </div>
        {data.rules.map((rule, at) => (
          <div
            key={`${rule.source} ${rule.host} ${rule.methods?.join()} ${rule.path} ${rule.action}`}
            role="row"
            className={`${grid} min-h-[34px] border-b border-line py-1`}
          >
            <span role="cell" className="text-text3">
              {at + 1}
            </span>
            <span role="cell" className={`font-medium ${tones[rule.action]}`}>
              {rule.action}
            </span>
            <span role="cell" className="truncate font-mono text-small">
              {rule.host}
              {rule.port ? `:${rule.port}` : ""}
            </span>
            <span role="cell" className="truncate font-mono text-small text-text2">
              {rule.methods?.join(" ") ?? "all"}
            </span>
            <span role="cell" className="truncate font-mono text-small text-text2" title={rule.path ?? undefined}>
              {rule.path ?? "all"}
            </span>
            <span role="cell" className="truncate text-text2" title={rule.reason ?? undefined}>
              <Outside text={rule.reason} />
            </span>
            <span role="cell" className="flex min-w-0 items-center gap-2 text-small text-text3">
              <span className="font-mono">{rule.source}</span>
              <GrantEnd grant={grants.data?.find(({ rule: own }) => own.source === rule.source)} onRevoke={revoke} />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** How long a rule that an approval made lasts, and the way to end it now. */
function GrantEnd(props: { readonly grant: Grant | undefined; readonly onRevoke: (grant: number) => void }) {
  const { grant, onRevoke } = props;
  if (!grant) return null;
  return (
    <>
      {grant.sessionName !== null && (
        <span className="truncate" title={`Until ${grant.sessionName} stops`}>
          {grant.sessionName}
        </span>
      )}
      <span className="ml-auto" />
      <Button small kind="quiet" aria-label={`Revoke grant ${grant.id}`} onClick={() => onRevoke(grant.id)}>
        Revoke
      </Button>
    </>
  );
}
