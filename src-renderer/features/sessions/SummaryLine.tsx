import { Ban, KeyRound } from "lucide-react";
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
          length={10}
          width={72}
          label={`Requests of each of the last ten minutes: ${perMinute.join(", ")}`}
        />
        <Figure value={count(perMinute.at(-2) ?? 0)} unit="req/min" />
      </span>
      <Figure value={count(today?.requests ?? null)} unit="requests today" />
      <button
        type="button"
        onClick={() => go("/audit?q=decision%3Adeny")}
        className="hit flex items-center gap-1.5 hover:underline"
      >
        <Ban size={13} aria-hidden className={today?.denials ? "text-danger" : "text-text3"} />
        <Figure value={count(today?.denials ?? null)} unit="refused" />
      </button>
      <button
        type="button"
        onClick={() => go("/audit?q=injected%3Atrue")}
        className="hit flex items-center gap-1.5 hover:underline"
      >
        <KeyRound size={13} aria-hidden className={today?.injected ? "text-inject" : "text-text3"} />
        <Figure value={count(today?.injected ?? null)} unit="injected" />
      </button>
      <Figure value={tokens(allTokens)} unit="tokens" />
      <Figure value={cost(today?.costUsd ?? null)} unit="" />
      <span className="ml-auto whitespace-nowrap text-text3">since 00:00</span>
    </div>
  );
}

function Figure(props: { readonly value: ReactNode; readonly unit: string }) {
  return (
    <span className="whitespace-nowrap">
      <span className="font-medium text-text">{props.value}</span> <span className="text-text3">{props.unit}</span>
    </span>
  );
}
