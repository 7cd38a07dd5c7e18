import { CircleX, ShieldCheck } from "lucide-react";
import { plural } from "../../format/formats.ts";
import { useDemo } from "./demoRun.ts";

/** How it ended, in words that stand without the rest. */
export function DemoVerdict() {
  const { holds, proofs, evidence } = useDemo();
  const failed = proofs.filter((proof) => !proof.holds).length;
  const asked = plural(evidence?.received.requests ?? 0, "request");
  return (
    <div
      role="status"
      className={`flex items-start gap-3 rounded-panel border px-4 py-3 ${holds ? "border-line" : "border-danger/40 bg-danger-tint"}`}
    >
      {holds ? (
        <ShieldCheck size={15} aria-hidden className="mt-1 shrink-0 text-ok" />
      ) : (
        <CircleX size={15} aria-hidden className="mt-1 shrink-0 text-danger" />
      )}
      <div>
        <h2 className="text-page">{holds ? "The token was never inside" : "Not everything held"}</h2>
        <p className="text-text2">
          {holds
            ? `The API received it with ${asked}; the container had the placeholder. Nothing of this run is left here but the agent image.`
            : `${plural(failed, "statement")} below ${failed === 1 ? "is" : "are"} not true on this machine. Do not run an agent with a token here: look at Doctor first.`}
        </p>
      </div>
    </div>
  );
}
