import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import type { InFlight } from "../../../src-shared/contract/audit.ts";
import { startFeed } from "../../connection/feed.ts";
import { count, duration, exactTime, shortHost } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useNow } from "../../state/clock.ts";
import { methodText } from "./RecordIcon.tsx";

/** More do not fit on a line. */
const mostShown = 6;

/** Requests that run now, on a line of constant height: they have no record yet, and their coming moves no row. */
export function InFlightStrip() {
  const [requests, setRequests] = useState<readonly InFlight[]>([]);
  const now = useNow();
  useEffect(
    () =>
      startFeed({
        open: (connected) => connected.audit.inFlight({}),
        onEvent: (event) => setRequests(event.requests),
      }),
    [],
  );
  return (
    <div className="flex h-[26px] shrink-0 items-center gap-4 overflow-hidden border-b border-line px-4 text-small">
      <span className="shrink-0 text-text3">
        {requests.length === 0 ? "None in flight" : `${count(requests.length)} in flight`}
      </span>
      <ul
        aria-label="Requests in flight"
        tabIndex={0}
        className="flex min-w-0 items-center gap-5 overflow-x-auto [scrollbar-width:none]"
      >
        {requests.slice(0, mostShown).map(({ id, timestamp, session_name, method, host, path }) => (
          <li
            key={id}
            title={neutralise(
              `${session_name ?? ""} ${method ?? ""} ${host ?? ""}${path ?? ""} since ${exactTime(timestamp)}`,
              500,
            )}
            className="flex shrink-0 items-center gap-2 font-mono text-log text-text2"
          >
            <LoaderCircle size={12} aria-hidden className="turning text-ok" />
            <span className="text-text3">{session_name ?? "–"}</span>
            {methodText(method)}
            <bdi className="text-text">{neutralise(shortHost(host ?? "–", 40))}</bdi>
            <span className="text-text3">… {duration(Math.max(0, now - Date.parse(timestamp)))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
