import { LoaderCircle } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { useConnection } from "../../connection/connection.ts";
import { age } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import { useOffered } from "../../keys/offered.ts";
import { useNow } from "../../state/clock.ts";
import { Failure } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Check } from "./Check.tsx";
import { doctorReport } from "./doctorReport.ts";
import { runDoctor, useDoctor } from "./doctorRun.ts";
import { marks } from "./marks.ts";
import { Proofs } from "./Proofs.tsx";

const staleAfterMs = 10 * 60_000;
const groups: readonly (readonly [DoctorCheck["group"], string])[] = [
  ["engine", "Engine and image"],
  ["proxy", "Proxy and network"],
  ["container", "Inside a container"],
  ["credentials", "Credentials"],
  ["host", "This machine and its files"],
];

const isGood = ({ status }: DoctorCheck): boolean => status === "pass" || status === "skip";

/** Everything that a session needs, each with its verdict and its fix; what needs you comes first. */
export default function DoctorScreen() {
  const { checks, running, endedAt, error } = useDoctor();
  const online = useConnection((state) => state.client);
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<string | null>(null);
  useEffect(() => {
    const isStale = endedAt === null || Date.now() - endedAt > staleAfterMs;
    if (online && isStale && error === null) void runDoctor();
  }, [online, endedAt, error]);
  const failing = checks.filter((check) => !isGood(check) && (check.group !== "trust" || check.status === "fail"));
  const sorted = failing.toSorted((one, other) => Number(one.status === "warn") - Number(other.status === "warn"));
  const grouped = groups.map(
    ([group, name]) => [name, checks.filter((check) => isGood(check) && check.group === group)] as const,
  );
  const shown = [...sorted, ...grouped.flatMap(([, own]) => own)];
  // Until one is chosen, the first: what needs you comes first, also while results come in.
  const focused = shown.find(({ id }) => id === selected)?.id ?? shown[0]?.id ?? null;
  const move = (by: number): void => {
    const at = shown.findIndex(({ id }) => id === focused);
    const next = shown[Math.max(0, Math.min(shown.length - 1, at + by))];
    if (!next) return;
    setSelected(next.id);
    list.current?.querySelector(`[data-check="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const copyReport = (): void => {
    if (checks.length === 0) return;
    void navigator.clipboard.writeText(doctorReport(checks)).then(() => toast("Report copied."));
  };
  const keys = {
    "tables.down": () => move(1),
    "tables.up": () => move(-1),
    "tables.run": () => void runDoctor(),
    "tables.copyReport": copyReport,
  };
  useOffered({ "tables.run": keys["tables.run"], ...(checks.length > 0 ? { "tables.copyReport": copyReport } : {}) });
  const rows = (own: readonly DoctorCheck[]): ReactNode =>
    own.map((check) => <Check key={check.id} check={check} selected={check.id === focused} />);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="text-title font-semibold">Doctor</h1>
        <p role="status" className="flex items-center gap-3 text-small text-text3">
          <Counts checks={checks} />
          {running ? `Checking… ${checks.length} done` : endedAt !== null && ago(endedAt, now)}
        </p>
        <span className="ml-auto" />
        <Button keys="tables.copyReport" disabled={checks.length === 0} onClick={copyReport}>
          Copy report
        </Button>
        <Button kind="primary" keys="tables.run" disabled={running} onClick={() => void runDoctor()}>
          {running ? "Checking…" : "Run again"}
        </Button>
      </header>
      {error && <Failure error={error} onRetry={() => void runDoctor()} />}
      <div className="flex min-h-0 flex-1 max-[1100px]:flex-col max-[1100px]:overflow-auto">
        <div
          ref={list}
          role="grid"
          aria-label="Checks"
          tabIndex={0}
          data-row-list={focused === null ? "plain" : ""}
          onKeyDown={(event) => event.target === list.current && runCommand(event, keys)}
          className="min-w-0 flex-1 overflow-auto max-[1100px]:flex-none max-[1100px]:overflow-visible"
        >
          <Group name="Needs a fix" checks={sorted}>
            {rows(sorted)}
          </Group>
          {grouped.map(([name, own]) => (
            <Group key={name} name={name} checks={own}>
              {rows(own)}
            </Group>
          ))}
          {running && (
            <div role="row" className="flex h-[34px] items-center gap-3 px-4 text-text3">
              <LoaderCircle size={14} aria-hidden className="turning" />
              <span role="gridcell">checking</span>
            </div>
          )}
        </div>
        <aside
          aria-label="Proofs"
          tabIndex={0}
          className="w-[430px] shrink-0 overflow-auto border-l border-line max-[1100px]:w-full max-[1100px]:overflow-visible max-[1100px]:border-l-0"
        >
          <Proofs trust={checks.filter(({ group }) => group === "trust")} now={now} />
        </aside>
      </div>
    </div>
  );
}

const ago = (at: number, now: number): string => (age(at, now) === "now" ? "just now" : `${age(at, now)} ago`);

/** `1 failing · 1 warning · 25 pass`: what is none is not said. */
function Counts({ checks }: { readonly checks: readonly DoctorCheck[] }) {
  const words = { fail: "failing", warn: "warning", pass: "pass", skip: "skipped" } as const;
  return (["fail", "warn", "pass", "skip"] as const).map((status) => {
    const own = checks.filter((check) => check.status === status).length;
    const [, colour, Icon] = marks[status];
    if (own === 0) return null;
    return (
      <span key={status} className={`flex items-center gap-1.5 ${status === "pass" ? "text-text2" : colour}`}>
        <Icon size={13} aria-hidden className={colour} />
        {own} {words[status]}
      </span>
    );
  });
}

function Group(props: {
  readonly name: string;
  readonly checks: readonly DoctorCheck[];
  readonly children: ReactNode;
}) {
  const { name, checks, children } = props;
  if (checks.length === 0) return null;
  return (
    <div role="rowgroup" aria-label={name}>
      <div
        role="presentation"
        className="sticky top-0 z-10 flex h-[30px] items-center gap-2 border-b border-line bg-bg px-4 font-medium"
      >
        {name} <span className="font-normal text-text3">{checks.length}</span>
      </div>
      {children}
    </div>
  );
}
