import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import type { Approval } from "../../../src-shared/model/approval.ts";
import { uptime } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { Outside } from "../../ui/Outside.tsx";
import { ruleAddress } from "../rules/ruleAddress.ts";
import { bodyText, hostText } from "./words.ts";

type Asked = Pick<Approval, "method" | "scheme" | "host" | "port" | "path" | "sessionId" | "sessionName" | "rule">;

/** The request in facts: what would leave, what would be added, which rule asks, who sends it. */
export function Facts(props: { readonly one: Asked; readonly approval: Approval | null; readonly now: number }) {
  const { one, approval, now } = props;
  const address = ruleAddress(one.rule);
  const session = useSessions(({ sessions }) => sessions?.get(one.sessionId) ?? null);
  const up = session?.startedAt && session.state === "running" ? now - Date.parse(session.startedAt) : null;
  return (
    <dl className="grid grid-cols-[130px_minmax(0,1fr)] max-[1100px]:grid-cols-[104px_minmax(0,1fr)] gap-x-3 gap-y-1.5 rounded-panel border border-line p-3">
      <Fact name="Request">
        <span className="break-all font-mono text-small">
          <Outside text={`${one.method} ${one.scheme}://${hostText(one)}${one.path}`} limit={4200} />
        </span>
      </Fact>
      {approval && (
        <Fact name="Would be added">
          {approval.credentialId === null ? (
            <span className="text-text3">no credential</span>
          ) : (
            <>
              <KeyRound size={13} aria-hidden className="mr-1.5 inline text-inject" />
              <span className="font-mono text-small">{approval.credentialId}</span>
              <span className="ml-2 text-text3">its value stays on this machine</span>
            </>
          )}
        </Fact>
      )}
      {approval && (
        <Fact name="Body">
          <Outside text={bodyText(approval)} />
          <span className="ml-2 text-text3">not read before your answer</span>
        </Fact>
      )}
      <Fact name="Rule">
        {address ? (
          <button
            type="button"
            className="hit font-mono text-small text-accent hover:underline"
            onClick={() => go(address)}
          >
            {one.rule}
          </button>
        ) : (
          <span className="font-mono text-small">{one.rule}</span>
        )}
        <span className="ml-2 text-text3">{approval ? "ask" : "refused"}</span>
      </Fact>
      <Fact name="Session">
        <span className="font-mono text-small">{one.sessionName}</span>
        {session && (
          <span className="ml-2 text-text3">
            {session.agent} · {session.accessMode}
            {up === null ? "" : ` · up ${uptime(up)}`}
          </span>
        )}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-small leading-5 text-text3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
