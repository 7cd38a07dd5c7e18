import type { Grant } from "../../../src-shared/model/approval.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { useSessions } from "../../state/sessions.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";

export const actionTones: Readonly<Record<PolicyRule["action"], string>> = {
  allow: "text-text",
  deny: "text-danger",
  ask: "text-warn",
  tunnel: "text-text3",
};

const grid =
  "grid min-w-[720px] grid-cols-[36px_60px_minmax(120px,1fr)_110px_minmax(0,1fr)_minmax(0,1.4fr)_180px] items-center gap-3 px-4";

/** Rules in the order in which they are tried. */
export function RuleTable(props: {
  readonly rules: readonly PolicyRule[];
  readonly grants: readonly Grant[];
  readonly onRevoke: (grant: number) => void;
}) {
  const { rules, grants, onRevoke } = props;
  const sessions = useSessions((state) => state.sessions);
  return (
    <div role="table" aria-label="Rules" tabIndex={0} className="min-h-0 flex-1 overflow-auto">
      <div role="row" className={`${grid} sticky top-0 h-7 border-b border-line bg-surface text-label text-text3`}>
        {["#", "Action", "Host", "Methods", "Path", "Reason", "Source"].map((head) => (
          <span key={head} role="columnheader">
            {head}
          </span>
        ))}
      </div>
      {rules.map((rule, at) => (
        <div
          key={`${rule.source} ${rule.host} ${rule.methods?.join()} ${rule.path} ${rule.action}`}
          role="row"
          className={`${grid} min-h-[34px] border-b border-line py-1`}
        >
          <span role="cell" className="text-text3">
            {at + 1}
          </span>
          <span role="cell" className={`font-medium ${actionTones[rule.action]}`}>
            {rule.action}
          </span>
          <span role="cell" className="truncate font-mono text-small" title={rule.host}>
            {rule.host}
            {rule.port ? `:${rule.port}` : ""}
          </span>
          <span role="cell" className="truncate font-mono text-small text-text2">
            {rule.methods?.join(" ") ?? <All />}
          </span>
          <span role="cell" className="truncate font-mono text-small text-text2" title={rule.path ?? undefined}>
            {rule.path ?? <All />}
          </span>
          <span role="cell" className="truncate text-text2" title={rule.reason ?? undefined}>
            <Outside text={rule.reason} />
            {rule.sessionId && (
              <span className="text-text3"> only for {sessions?.get(rule.sessionId)?.name ?? rule.sessionId}</span>
            )}
          </span>
          <span role="cell" className="flex min-w-0 items-center gap-2 text-small text-text3">
            <span className="font-mono">{rule.source}</span>
            <GrantEnd grant={grants.find(({ rule: own }) => own.source === rule.source)} onRevoke={onRevoke} />
          </span>
        </div>
      ))}
    </div>
  );
}

function All() {
  return <span className="font-sans text-text3">all</span>;
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
