import { useEffect, useRef, useState } from "react";
import { startFeed } from "../../connection/feed.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Button } from "../../ui/Button.tsx";

const mostLines = 500;

/** The core's own log, the same as `clauderon logs --daemon -f`. */
export function CoreLog() {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <span>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide the core's log" : "Show the core's log"}
        </Button>
      </span>
      {open && <Lines />}
    </div>
  );
}

function Lines() {
  const [lines, setLines] = useState<readonly string[]>([]);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const decoder = new TextDecoder();
    let rest = "";
    return startFeed({
      open: (connected) => connected.system.logs({ follow: true }),
      onEvent: ({ bytes }) => {
        const whole = (rest + decoder.decode(bytes, { stream: true })).split("\n");
        rest = whole.pop() ?? "";
        setLines((before) => [...before, ...whole].slice(-mostLines));
      },
    });
  }, []);
  useEffect(() => {
    if (lines.length > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines]);
  return (
    <pre
      ref={box}
      role="log"
      aria-label="The core's log"
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-control border border-line bg-bg p-2 font-mono text-log text-text2"
    >
      {lines.length === 0 ? "Empty." : lines.map((line) => neutralise(line, 2000)).join("\n")}
    </pre>
  );
}
