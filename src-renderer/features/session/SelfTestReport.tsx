import { CircleCheck, CircleX } from "lucide-react";
import type { SelfTest } from "../../../src-shared/model/selfTest.ts";
import { duration, exactTime } from "../../format/formats.ts";
import { Outside } from "../../ui/Outside.tsx";

/** Each way out that was tried before the agent ran, and what came of it. */
export function SelfTestReport({ test }: { readonly test: SelfTest }) {
  return (
    <section aria-label="Network test" className="flex flex-col gap-1">
      <h2 className="text-text3">
        Network test{" "}
        <span className="text-small">
          {exactTime(test.at)}, took {duration(test.tookMs)}
        </span>
      </h2>
      {test.message && (
        <p className={test.verdict === "fail" ? "text-danger" : "text-warn"}>
          <Outside text={test.message} limit={500} />
        </p>
      )}
      <ul className="flex flex-col">
        {test.attempts.map(({ id, kind, title, target, outcome, ok }) => {
          const Icon = ok ? CircleCheck : CircleX;
          return (
            <li
              key={id}
              className="grid grid-cols-[18px_minmax(0,1fr)_minmax(0,1fr)_112px] items-center gap-2 py-0.5 text-small"
            >
              <Icon size={13} aria-hidden className={ok ? "text-ok" : "text-danger"} />
              <span className="truncate">
                <span className="sr-only">{ok ? "as it must be: " : "failed: "}</span>
                {title}
                {kind === "control" && <span className="text-text3"> (must work)</span>}
              </span>
              <span className="truncate font-mono text-text2" title={target}>
                <Outside text={target} />
              </span>
              <span className={`truncate text-right ${ok ? "text-text3" : "text-danger"}`}>
                <Outside text={outcome} limit={80} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
