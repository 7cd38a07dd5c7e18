import type { Session } from "../../src-shared/model/session.ts";
import { formatAge } from "./output/formats.ts";
import type { Colour } from "./output/paint.ts";
import type { Cell, Column } from "./output/table.ts";
import { networkCell } from "./selfTestText.ts";

export const sessionColumns: readonly Column[] = [
  { title: "NAME", flexible: true },
  { title: "STATE" },
  { title: "AGENT" },
  { title: "MODE" },
  { title: "ACCESS" },
  { title: "NETWORK" },
  { title: "REPOSITORY", flexible: true },
  { title: "AGE", align: "right" },
];

export function sessionRow(session: Session, now: Date): readonly Cell[] {
  return [
    session.name,
    { text: stateText(session), colour: stateColour(session) },
    session.agent,
    session.mode,
    session.accessMode,
    networkCell(session),
    session.repository?.name ?? "–",
    formatAge(session.createdAt, now),
  ];
}

/** `running, waiting`, `exited 1`, `stopped`. */
export function stateText(session: Session): string {
  if (session.state === "running" && session.activity !== "unknown") return `running, ${session.activity}`;
  if (session.state === "exited" && session.exitCode !== null) return `exited ${session.exitCode}`;
  return session.state;
}

function stateColour(session: Session): Colour {
  if (session.state === "running") return session.activity === "waiting" ? "yellow" : "green";
  if (session.state === "error" || session.state === "missing") return "red";
  if (session.state === "exited" && session.exitCode !== 0) return "red";
  return "dim";
}
