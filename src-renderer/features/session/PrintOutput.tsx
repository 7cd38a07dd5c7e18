import { useEffect, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";
import { startFeed } from "../../connection/feed.ts";
import { neutralise } from "../../format/neutralise.ts";
import { useTerminalTheme } from "../../state/preferences.ts";
import { Empty } from "../../ui/Bar.tsx";

const maxLines = 5000;

/** What a print session wrote, as plain lines; nothing in it is obeyed. */
export function PrintOutput({ session }: { readonly session: Session }) {
  const [lines, setLines] = useState<readonly string[]>([]);
  const box = useRef<HTMLDivElement>(null);
  const theme = useTerminalTheme();
  const { id, startedAt } = session;
  const isManual = session.mode === "manual";
  useEffect(() => {
    if (isManual || startedAt === null) return;
    const decoder = new TextDecoder();
    let rest = "";
    return startFeed({
      mayEnd: true,
      open: (client) => {
        setLines([]);
        rest = "";
        return client.sessions.output({ session: id });
      },
      onEvent: (event) => {
        if (event.type === "exit") {
          if (rest) setLines((before) => [...before, rest]);
          return;
        }
        const parts = (rest + decoder.decode(event.bytes, { stream: true })).split("\n");
        rest = parts.pop() ?? "";
        if (parts.length > 0) setLines((before) => [...before, ...parts].slice(-maxLines));
      },
    });
  }, [id, startedAt, isManual]);

  if (isManual) {
    return (
      <Empty title="This session has no container of its own.">
        <p>Start one by hand with the arguments that this prints:</p>
        <code className="font-mono">clauderon env {session.name} --format docker</code>
      </Empty>
    );
  }
  return (
    <section
      aria-label={`Output of ${session.name}`}
      data-theme={theme}
      ref={box}
      tabIndex={0}
      className="h-full overflow-auto bg-terminal p-3 text-text"
    >
      {lines.length === 0 ? (
        <p className="text-text3">{session.state === "running" ? "No output yet." : "No output."}</p>
      ) : (
        <pre className="whitespace-pre-wrap font-mono text-small">
          {lines.map((line) => neutralise(line, 2000)).join("\n")}
        </pre>
      )}
    </section>
  );
}
