import { useEffect, useRef } from "react";
import { go, setSearch } from "../../state/route.ts";
import { Failure } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { DemoProofs } from "./DemoProofs.tsx";
import { DemoSteps } from "./DemoSteps.tsx";
import { DemoVerdict } from "./DemoVerdict.tsx";
import { startDemo, stopDemo, useDemo } from "./demoRun.ts";

/** One session end to end without a token: the steps, and the proofs as they come in. */
export default function DemoScreen() {
  const { state, said, error } = useDemo();
  const begin = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Its button is another one when it ends; the keys are not lost with the old one.
    if (state !== "idle" && (document.activeElement === document.body || !document.activeElement))
      begin.current?.focus();
  }, [state]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="flex-1 text-title font-semibold">Demo</h1>
        {state === "running" ? (
          <Button ref={begin} onClick={stopDemo}>
            Stop
          </Button>
        ) : (
          <Button
            ref={begin}
            data-first
            kind={state === "ended" ? "normal" : "primary"}
            onClick={() => void startDemo()}
          >
            {state === "idle" ? "Run it" : "Run it again"}
          </Button>
        )}
      </header>
      <div role="region" aria-label="Demo" tabIndex={0} className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex w-[640px] max-w-full flex-col gap-4 p-6">
          <p className="text-text2">
            The real Claude Code in a real container, with a stand-in for its API on this machine. The stand-in accepts
            one token, which is made for this run; the container gets the placeholder. All of it has a home of its own
            that is gone afterwards: your sessions, credentials and settings are not touched.
          </p>
          {state === "ended" && <DemoVerdict />}
          {state === "stopped" && (
            <p role="status" className="text-text">
              Stopped. What it made is being removed.
            </p>
          )}
          {state === "failed" && error && <Failure error={error} onRetry={() => void startDemo()} />}
          {state !== "idle" && state !== "ended" && <DemoSteps />}
          {said.length > 0 && (
            <figure className="flex flex-col gap-1">
              <figcaption className="text-small text-text3">
                What the agent says it finds inside; from the container, not verified
              </figcaption>
              <pre className="overflow-x-auto whitespace-pre-wrap break-words rounded-control border border-line bg-bg p-2 font-mono text-small text-text2">
                {said.join("\n")}
              </pre>
            </figure>
          )}
          <DemoProofs />
          {(state === "ended" || state === "stopped") && (
            <div className="flex gap-2">
              <Button kind={state === "ended" ? "primary" : "normal"} onClick={() => go("/credentials/anthropic")}>
                Add a token
              </Button>
              <Button keys="sessions.new" onClick={() => setSearch("new", "")}>
                New session
              </Button>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
