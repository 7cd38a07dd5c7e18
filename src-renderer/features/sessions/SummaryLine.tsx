import type { ReactNode } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { cost, count, tokens } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { Sparkline } from "./Sparkline.tsx";

/** In one line: what runs, how much goes out, what was refused, what it costs. */
export function SummaryLine({ sessions }: { readonly sessions: readonly Session[] }) {
  const activity = useStatus((state) => state.activity);
  const running = sessions.filter(({ state }) => state === "running").length;
  const perMinute = activity?.perMinute ?? [];
  const today = activity?.today ?? null;
  const allTokens = today && today.inputTokens + today.outputTokens + today.cacheTokens;
  return (
    <div className="flex h-9 shrink-0 items-center gap-6 overflow-x-auto border-b border-line px-4 text-small text-text2">
      <Figure value={String(running)} unit="running" />
      <span className="flex items-center gap-2">
        <Sparkline
          values={perMinute}
          max={Math.max(1, ...perMinute)}
          width={60}
          label={`Requests of each of the last ten minutes: ${perMinute.join(", ")}`}
        />
        <Figure value={count(perMinute.at(-2) ?? 0)} unit="requests/min" />
      </span>
      <span className="text-text3">today</span>
      <Figure value={count(today?.requests ?? null)} unit="requests" />
      <button type="button" onClick={() => go("/audit?q=decision%3Adeny")} className="hover:underline">
        <Figure value={count(today?.denials ?? null)} unit="refused" tone={today?.denials ? "text-danger" : ""} />
      </button>
      <button type="button" onClick={() => go("/audit?q=injected%3Atrue")} className="hover:underline">
        <Figure value={count(today?.injected ?? null)} unit="injected" tone={today?.injected ? "text-inject" : ""} />
      </button>
      <Figure value={tokens(allTokens)} unit="tokens" />
      <Figure value={cost(today?.costUsd ?? null)} unit="" />
    </div>
  );
}

function Figure(props: { readonly value: ReactNode; readonly unit: string; readonly tone?: string }) {
  return (
    <span className="whitespace-nowrap">
      <span className={props.tone || "text-text"}>{props.value}</span> <span className="text-text3">{props.unit}</span>
    </span>
  );
}
