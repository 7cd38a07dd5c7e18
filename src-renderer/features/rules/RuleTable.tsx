import { useRef } from "react";
import type { Grant } from "../../../src-shared/model/approval.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { count } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import { go, useRoute } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { useMatches } from "./useMatches.ts";
import { useShownRow } from "./useShownRow.ts";

export const actionTones: Readonly<Record<PolicyRule["action"], string>> = {
  allow: "text-text",
  deny: "text-danger",
  ask: "text-warn",
  tunnel: "text-text3",
};

const grid =
  "grid min-w-[720px] grid-cols-[36px_60px_minmax(120px,1fr)_110px_minmax(0,1fr)_minmax(0,1.4fr)_72px_180px] items-center gap-3 px-4";

/** Rules in the order in which they are tried. */
export function RuleTable(props: {
  readonly rules: readonly PolicyRule[];
  readonly grants: readonly Grant[];
  readonly onRevoke: (grant: number) => void;
  readonly onTest: () => void;
}) {
  const { rules, grants, onRevoke, onTest } = props;
  const { hash } = useRoute();
  const matches = useMatches();
  const list = useRef<HTMLDivElement>(null);
  useShownRow(list, hash);
  const sessions = useSessions((state) => state.sessions);
  return (
    <div
      ref={list}
      role="table"
      aria-label="Rules"
      tabIndex={0}
      data-row-list="plain"
      onKeyDown={(event) => event.target === list.current && runCommand(event, { "tables.test": onTest })}
      className="min-h-0 flex-1 overflow-auto"
    >
      <div role="row" className={`${grid} sticky top-0 z-10 h-7 border-b border-line bg-surface text-label text-text3`}>
        {["#", "Action", "Host", "Methods", "Path", "Reason", "7 days", "Source"].map((head) => (
          <span key={head} role="columnheader" className={head === "7 days" ? "text-right" : ""}>
            {head}
          </span>
        ))}
      </div>
      {rules.map((rule, at) => (
        <div
          key={`${rule.source} ${rule.host} ${rule.methods?.join()} ${rule.path} ${rule.action}`}
          role="row"
          data-rule={rule.source}
          aria-current={rule.source === hash || undefined}
          className={`${grid} min-h-[34px] border-b border-line py-1 ${rule.source === hash ? "bg-selected" : ""}`}
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
          <span role="cell" className="text-right text-small">
            <Matches rule={rule.source} count={matches && (matches.get(rule.source) ?? 0)} />
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

/** What it decided lately; leads to those requests. */
function Matches({ rule, count: found }: { readonly rule: string; readonly count: number | null }) {
  if (!found) return <span className="text-text3">{found === null ? "–" : "0"}</span>;
  return (
    <button
      type="button"
      aria-label={`${count(found)} requests decided by ${rule} in 7 days`}
      className="hit text-text2 hover:underline"
      onClick={() => go(`/audit?range=7d&q=${encodeURIComponent(`rule:${/\s/.test(rule) ? `"${rule}"` : rule}`)}`)}
    >
      {count(found)}
    </button>
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
