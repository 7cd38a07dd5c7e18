import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { toast } from "sonner";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { useConnection } from "../../connection/connection.ts";
import { age, plural } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { Failure } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Prose } from "../../ui/Outside.tsx";
import { doctorReport } from "./doctorReport.ts";
import { runDoctor, useDoctor } from "./doctorRun.ts";

const staleAfterMs = 10 * 60_000;
const order = ["fail", "warn", "pass", "skip"] as const;
const marks = {
  pass: ["passed", "text-ok", CircleCheck],
  warn: ["warning", "text-warn", TriangleAlert],
  fail: ["failed", "text-danger", CircleX],
  skip: ["skipped", "text-text3", CircleDashed],
} as const;

/** Everything that a session needs, each with its verdict and its fix; what fails comes first. */
export default function DoctorScreen() {
  const { checks, running, endedAt, error } = useDoctor();
  const online = useConnection((state) => state.client);
  const now = useNow();
  useEffect(() => {
    const isStale = endedAt === null || Date.now() - endedAt > staleAfterMs;
    if (online && isStale && error === null) void runDoctor();
  }, [online, endedAt, error]);
  const sorted = running
    ? checks
    : checks.toSorted((one, other) => order.indexOf(one.status) - order.indexOf(other.status));
  const failed = checks.filter(({ status }) => status === "fail").length;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="text-title font-semibold">Doctor</h1>
        <p role="status" className="text-text3">
          {running
            ? `Checking… ${checks.length} done`
            : endedAt !== null
              ? `${failed === 0 ? "Nothing failed" : `${plural(failed, "check")} failed`} of ${checks.length}, ${age(endedAt, now)}`
              : ""}
        </p>
        <span className="ml-auto" />
        <Button
          disabled={checks.length === 0}
          onClick={() => void navigator.clipboard.writeText(doctorReport(checks)).then(() => toast("Report copied."))}
        >
          Copy report
        </Button>
        <Button kind="primary" disabled={running} onClick={() => void runDoctor()}>
          {running ? "Checking…" : "Run again"}
        </Button>
      </header>
      {error && <Failure error={error} onRetry={() => void runDoctor()} />}
      <ul aria-label="Checks" className="min-h-0 flex-1 divide-y divide-line overflow-auto">
        {sorted.map((check) => (
          <Check key={check.id} check={check} />
        ))}
        {running && (
          <li className="flex h-[34px] items-center gap-3 px-4 text-text3">
            <LoaderCircle size={14} aria-hidden className="turning" />
            checking
          </li>
        )}
      </ul>
    </div>
  );
}

function Check({ check }: { readonly check: DoctorCheck }) {
  const [word, colour, Icon] = marks[check.status];
  const needsYou = check.status === "fail" || check.status === "warn";
  return (
    <li className={`flex items-start gap-3 px-4 py-[7px] ${check.status === "fail" ? "bg-danger-tint" : ""}`}>
      <Icon size={14} aria-hidden className={`mt-[3px] shrink-0 ${colour}`} />
      <div className="min-w-0 flex-1">
        <p className="grid grid-cols-[minmax(160px,240px)_minmax(0,1fr)] gap-x-3 max-[560px]:grid-cols-1">
          <span className={needsYou ? "font-medium" : ""}>
            <span className="sr-only">{word}: </span>
            {check.title}
          </span>{" "}
          <span
            className={check.status === "fail" ? "text-danger" : check.status === "warn" ? "text-warn" : "text-text2"}
          >
            <Prose text={check.detail} limit={400} />
          </span>
        </p>
        {check.fix && (
          <p className="flex items-baseline gap-2 pt-1 text-text2">
            <span className="text-text3">Fix:</span>
            <span className="min-w-0 break-words">
              <Prose text={check.fix} limit={600} />
            </span>
            <button
              type="button"
              className="hit shrink-0 text-small text-accent underline"
              onClick={() => void navigator.clipboard.writeText(check.fix ?? "").then(() => toast("Copied."))}
            >
              Copy
            </button>
          </p>
        )}
      </div>
    </li>
  );
}
