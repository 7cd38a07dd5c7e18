import { Info } from "lucide-react";
import type { ReactNode } from "react";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import type { SelfTest } from "../../../src-shared/model/selfTest.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { age, plural } from "../../format/formats.ts";
import { useSessions } from "../../state/sessions.ts";
import { Outside } from "../../ui/Outside.tsx";
import { marks } from "./marks.ts";

/** What backs two claims: that tools inside trust our authority, and that nothing gets out around the proxy. */
export function Proofs({ trust, now }: { readonly trust: readonly DoctorCheck[]; readonly now: number }) {
  const sessions = useSessions((state) => state.sessions);
  const newest = newestTest([...(sessions?.values() ?? [])]);
  const escapes = newest?.test.attempts.filter(({ kind }) => kind === "escape") ?? [];
  const stopped = escapes.filter(({ ok }) => ok).length;
  return (
    <>
      <Group name="Trust in our CA, per tool" remark="throw-away container">
        {trust.length === 0 && <p className="px-4 py-2 text-text3">Not checked yet.</p>}
        {trust.map(({ id, title, status, detail }) => (
          <Line
            key={id}
            status={status}
            name={title.replace("CA trust of ", "")}
            middle={status === "pass" ? "" : detail}
            end={status === "pass" ? "trusted" : status === "skip" ? "not there" : ""}
          />
        ))}
      </Group>
      <Group
        name="Escape attempts"
        remark={newest ? `${newest.session.name}, ${age(newest.test.at, now)}` : "locked mode"}
      >
        {newest ? (
          <p className={`px-4 py-1.5 text-small ${stopped === escapes.length ? "text-text2" : "text-danger"}`}>
            {stopped} of {plural(escapes.length, "attempt")} stopped
          </p>
        ) : (
          <p className="px-4 py-2 text-text3">No locked session has started yet.</p>
        )}
        {escapes.map(({ id, title, target, outcome, ok }) => (
          <Line key={id} status={ok ? "pass" : "fail"} name={title} middle={target} end={outcome} mono />
        ))}
        <p className="flex items-start gap-3 p-4 text-small text-text2">
          <Info size={13} aria-hidden className="mt-0.5 shrink-0 text-text3" />
          Each session repeats these before its agent starts. If one succeeds, the agent is not started.
        </p>
      </Group>
    </>
  );
}

function newestTest(sessions: readonly Session[]): { readonly session: Session; readonly test: SelfTest } | null {
  const tested = sessions.flatMap((session) =>
    session.selfTest && session.selfTest.attempts.length > 0 ? [{ session, test: session.selfTest }] : [],
  );
  return tested.toSorted((one, other) => other.test.at.localeCompare(one.test.at))[0] ?? null;
}

function Group(props: { readonly name: string; readonly remark: string; readonly children: ReactNode }) {
  return (
    <section aria-label={props.name}>
      <h2 className="sticky top-0 z-10 flex h-[30px] items-center gap-2 border-b border-line bg-bg px-4 font-medium">
        <span className="flex-1 truncate">{props.name}</span>
        <span className="truncate text-small font-normal text-text3">{props.remark}</span>
      </h2>
      {props.children}
    </section>
  );
}

function Line(props: {
  readonly status: DoctorCheck["status"];
  readonly name: string;
  readonly middle: string;
  readonly end: string;
  readonly mono?: boolean;
}) {
  const [word, colour, Icon] = marks[props.status];
  return (
    <div className="grid h-[26px] grid-cols-[14px_minmax(96px,140px)_minmax(0,1fr)_auto] items-center gap-3 px-4">
      <Icon size={13} aria-hidden className={colour} />
      <span className={`truncate ${props.mono ? "" : "font-mono text-small"}`}>
        <span className="sr-only">{word}: </span>
        {props.name}
      </span>
      <span className={`truncate text-small text-text2 ${props.mono ? "font-mono" : ""}`} title={props.middle}>
        {props.middle && <Outside text={props.middle} />}
      </span>
      <span
        className={`max-w-40 truncate text-right text-small ${props.status === "fail" ? "text-danger" : "text-text3"}`}
      >
        <Outside text={props.end} limit={80} />
      </span>
    </div>
  );
}
