import { useEffect, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { startFeed } from "../../connection/feed.ts";
import { count } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useTerminalTheme } from "../../state/preferences.ts";
import { Failure } from "../../ui/Bar.tsx";

const keptLines = 5000;

/** The session's log as plain lines, as it grows. It scrolls by itself only while its end is in sight. */
export function SessionLog({ session, label }: { readonly session: Session; readonly label: string }) {
  const [lines, setLines] = useState<readonly string[] | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [filter, setFilter] = useState("");
  const theme = useTerminalTheme();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { id, startedAt, state } = session;
  const run = `${startedAt} ${state}`;
  useEffect(() => {
    let decoder = new TextDecoder();
    let rest = "";
    return startFeed({
      mayEnd: true,
      open: (client) => {
        decoder = new TextDecoder();
        rest = "";
        setLines(null);
        setError(null);
        // Another run of the session has another log; an ended one is read once.
        return client.sessions.logs({ session: id, follow: run.endsWith("running") });
      },
      onEvent: (event) => {
        if (event.type !== "output") return setLines((before) => before ?? []);
        const parts = (rest + decoder.decode(event.bytes, { stream: true })).split("\n");
        rest = parts.pop() ?? "";
        setLines((before) => [...(before ?? []), ...parts].slice(-keptLines));
      },
      onError: setError,
    });
  }, [id, run]);
  useEffect(() => {
    if (atEnd.current && lines) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines]);

  const wanted = filter.toLowerCase();
  const shown = (lines ?? [])
    .map((line) => neutralise(line, 2000))
    .filter((line) => line.toLowerCase().includes(wanted));
  return (
    <section aria-label={label} data-theme={theme} className="flex h-full min-h-0 flex-col bg-terminal text-text">
      <div className="flex h-9 shrink-0 items-center gap-3 px-3 text-small text-text3">
        <input
          data-field
          aria-label="Filter the log"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="h-7 w-56 min-w-0 rounded-control border border-control bg-bg px-2 text-text outline-none placeholder:text-text3"
        />
        {lines && `${count(shown.length)} of ${count(lines.length)} lines`}
      </div>
      {error && <Failure error={error} />}
      <div
        ref={box}
        role="log"
        aria-label="Lines"
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          atEnd.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 24;
        }}
        className="min-h-0 flex-1 overflow-auto px-3 pb-3"
      >
        {lines !== null && lines.length === 0 && <p className="text-text3">The log is empty.</p>}
        {lines !== null && lines.length > 0 && shown.length === 0 && <p className="text-text3">No line matches.</p>}
        <pre className="whitespace-pre-wrap break-words font-mono text-log">{shown.join("\n")}</pre>
      </div>
    </section>
  );
}
