import { expect, it } from "vitest";
import { ranked } from "../../../src-renderer/features/palette/rank.ts";
import { groupOf, inOrder, matchesText } from "../../../src-renderer/features/sessions/sessionOrder.ts";
import { needsPreview } from "../../../src-renderer/features/terminal/paste.ts";
import type { Session } from "../../../src-shared/model/session.ts";

function session(name: string, part: Partial<Session> = {}): Session {
  return {
    id: name,
    name,
    agent: "claude",
    mode: "interactive",
    network: "locked",
    accessMode: "write",
    state: "running",
    activity: "idle",
    exitCode: null,
    error: null,
    prompt: null,
    image: "i",
    repository: null,
    workdir: "/workspace",
    limits: { cpus: 2, memoryBytes: 1, pids: 16 },
    readOnlyRoot: false,
    env: {},
    containerId: null,
    containerName: null,
    createdAt: "",
    startedAt: null,
    endedAt: null,
    selfTest: null,
    disk: null,
    ...part,
  };
}

it("what needs a person comes first, the longest wait before the others", () => {
  const sessions = [
    session("idle"),
    session("worked-first", { activity: "working" }),
    session("worked-last", { activity: "working" }),
    session("ended", { state: "exited" }),
    session("waits", { activity: "waiting" }),
    session("waits-longer", { activity: "waiting" }),
    session("broken", { state: "error" }),
  ];
  const since = new Map([
    ["waits", 50],
    ["waits-longer", 10],
    ["broken", 90],
    ["worked-first", 1],
    ["worked-last", 2],
  ]);
  expect(inOrder(sessions, since).map(({ name }) => name)).toEqual([
    "waits-longer",
    "waits",
    "broken",
    "worked-last",
    "worked-first",
    "idle",
    "ended",
  ]);
});

it("a state that nobody can tell is not shown as work", () => {
  expect(groupOf({ state: "running", activity: "unknown" })).toBe("idle");
});

it("a filter finds all of its words, in any case", () => {
  expect(matchesText(session("Fix-Login"), "fix claude LOCKED")).toBe(true);
  expect(matchesText(session("fix-login"), "fix codex")).toBe(false);
});

it("names rank by prefix, then by the start of a word, then by scattered letters", () => {
  expect(ranked(["my-test", "contest", "test-a", "t-e-s-t"], "test", (text) => text)).toEqual([
    "test-a",
    "my-test",
    "contest",
    "t-e-s-t",
  ]);
});

it.each([
  ["one line", false],
  ["one line\n", false],
  ["two\nlines", true],
  ["\x1b[31m", true],
])("pasting %j asks first: %s", (text, asks) => expect(needsPreview(text)).toBe(asks));
