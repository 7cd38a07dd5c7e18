import type { SelfTest } from "../../src-shared/model/selfTest.ts";
import type { Session } from "../../src-shared/model/session.ts";
import { formatDuration } from "./output/formats.ts";
import type { Cell } from "./output/table.ts";

/** `locked 52/52`, `locked 51/52` in red, `open`; `locked` alone before the first start. */
export function networkCell({ network, selfTest }: Pick<Session, "network" | "selfTest">): Cell {
  if (network === "open") return { text: "open", colour: "yellow" };
  if (selfTest === null) return network;
  if (selfTest.verdict === "pass") return { text: `${network} ${score(selfTest)}`, colour: "green" };
  return { text: `${network} ${score(selfTest)}`, colour: "red" };
}

/** `passed 52 of 52 attempts in 210 ms, 2026-11-25T00:12:00.000Z`. */
export function selfTestLine(selfTest: SelfTest): string {
  if (selfTest.verdict === "open") return `not locked: ${selfTest.message}`;
  const counted = `${score(selfTest).replace("/", " of ")} as they must be, in ${formatDuration(selfTest.tookMs)}, ${selfTest.at}`;
  return selfTest.verdict === "pass" ? `passed: ${counted}` : `FAILED: ${counted}`;
}

/** One line an attempt, those that failed first. */
export function selfTestLines(selfTest: SelfTest | null): string[] {
  const attempts = [...(selfTest?.attempts ?? [])].sort((a, b) => Number(a.ok) - Number(b.ok));
  return attempts.map(({ ok, title, target, outcome }) => `  ${ok ? "ok  " : "FAIL"} ${title} (${target}): ${outcome}`);
}

const score = ({ attempts }: SelfTest): string => `${attempts.filter(({ ok }) => ok).length}/${attempts.length}`;
