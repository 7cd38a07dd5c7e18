import type { SessionEvent } from "../model/workspaceChanges.ts";

const words: Readonly<Record<string, string>> = {
  creating: "Creation began",
  running: "Runs",
  exited: "Exited",
  stopped: "Stopped",
  missing: "Its container is gone",
  error: "Failed",
  archived: "Archived",
  recreated: "Recreated",
  deleted: "Deleted",
  "brought back": "Brought back",
  pushed: "Its branch was pushed",
  working: "Works",
  waiting: "Waits for you",
  idle: "Is idle",
  unknown: "Says nothing of itself",
};

/** What happened to a session, in words for a person. */
export function eventWords(what: SessionEvent["what"]): string {
  const mode = /^access: (read|propose|write)$/.exec(what)?.[1];
  if (mode) return `May ${mode}`;
  return Object.hasOwn(words, what) ? (words[what] as string) : what;
}
