import { neutralise } from "../../format/neutralise.ts";
import { Failure } from "../../ui/Bar.tsx";
import { ProgressBar } from "../../ui/ProgressBar.tsx";
import { buildImage, useImageBuild } from "./imageBuild.ts";

/** The build of the agent image as a bar, with its log behind it. */
export function ImageProgress() {
  const { state, step, fraction, log, error, image } = useImageBuild();
  if (state === "idle") return null;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {state === "running" && (
        <>
          <p role="status" className="text-small text-text2">
            {neutralise(step)}
            {fraction !== null && ` · ${Math.round(fraction * 100)} %`}
          </p>
          <ProgressBar label="Build of the agent image" value={fraction} />
        </>
      )}
      {state === "done" && image !== null && (
        <p role="status" className="text-small text-text2">
          <span className="font-mono">{image}</span> is here.
        </p>
      )}
      {error && <Failure error={error} onRetry={() => void buildImage()} />}
      {log.length > 0 && (
        <details>
          <summary className="text-small text-text2">Log</summary>
          <pre
            tabIndex={0}
            role="log"
            aria-label="Log of the build"
            className="mt-1 max-h-48 overflow-auto whitespace-pre-wrap break-words rounded-control border border-line bg-bg p-2 font-mono text-log text-text2"
          >
            {log.join("\n")}
          </pre>
        </details>
      )}
    </div>
  );
}
