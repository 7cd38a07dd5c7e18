import type { Session } from "../../../src-shared/model/session.ts";
import { plural } from "../../format/formats.ts";

type Told = Pick<Session, "name" | "state" | "activity" | "exitCode" | "selfTest">;

/** What is said of a session that came into this state; null for what is not worth a word. */
export function wordsFor({ state, activity, exitCode }: Told): string | null {
  switch (state) {
    case "running":
      if (activity === "waiting") return "waits for you";
      if (activity === "working") return "works";
      return activity === "idle" ? "is idle" : null;
    case "exited":
      return `exited with ${exitCode ?? "an unknown code"}`;
    case "stopped":
      return "is stopped";
    case "missing":
      return "lost its container";
    case "error":
      return "failed";
    case "archived":
      return "is archived";
    case "creating":
      return null;
  }
}

/** The network test of its start found a way out, so that its agent was not started. */
export function isNotLocked({ state, selfTest }: Told): boolean {
  return state === "error" && selfTest?.verdict === "fail";
}

/** What came to be between two looks at the sessions, by id. A session that is new or gone is not news: a person did it. */
export function newsBetween(
  before: ReadonlyMap<string, Told>,
  after: ReadonlyMap<string, Told>,
): { readonly polite: ReadonlyMap<string, string>; readonly urgent: readonly string[] } {
  const polite = new Map<string, string>();
  const urgent: string[] = [];
  for (const [id, session] of after) {
    const was = before.get(id);
    if (!was) continue;
    if (isNotLocked(session)) {
      if (!isNotLocked(was)) urgent.push(`${session.name} was not started: its network test found a way out.`);
      continue;
    }
    const words = wordsFor(session);
    if (words !== null && words !== wordsFor(was)) polite.set(id, `${session.name} ${words}`);
  }
  return { polite, urgent };
}

const namedAtMost = 3;

/** Many changes in one sentence. */
export function sentenceOf(changes: readonly string[]): string {
  if (changes.length === 0) return "";
  const named = changes.slice(0, namedAtMost).join(", ");
  const rest = changes.length - namedAtMost;
  return `${named}${rest > 0 ? `, and ${plural(rest, "more session")} changed` : ""}.`;
}
