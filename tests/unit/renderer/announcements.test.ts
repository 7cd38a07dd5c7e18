import { describe, expect, it } from "vitest";
import { newsBetween, sentenceOf } from "../../../src-renderer/features/shell/announcements.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { invented } from "../../helpers/standIn/people.ts";

const byId = (...sessions: readonly Session[]): Map<string, Session> => new Map(sessions.map((one) => [one.id, one]));
const failedTest = { at: "", verdict: "fail" as const, message: null, tookMs: 1, attempts: [] };

describe("what is said aloud of sessions", () => {
  it("names each that changed, with what it does now", () => {
    const before = byId(invented("one"), invented("two"), invented("three"));
    const after = byId(
      invented("one", { activity: "waiting" }),
      invented("two", { state: "exited", exitCode: 0 }),
      invented("three"),
    );
    expect(sentenceOf([...newsBetween(before, after).polite.values()])).toBe("one waits for you, two exited with 0.");
  });

  it("leaves out what is new, what is gone, and numbers that moved", () => {
    const before = byId(invented("gone"), invented("same"));
    const after = byId(invented("new", { activity: "waiting" }), { ...invented("same"), env: { A: "1" } });
    expect(newsBetween(before, after)).toEqual({ polite: new Map(), urgent: [] });
  });

  it("says at once that an agent was not started, and says it once", () => {
    const creating = byId(invented("plan", { state: "creating" }));
    const failed = byId(invented("plan", { state: "error", selfTest: failedTest }));
    expect(newsBetween(creating, failed)).toEqual({
      polite: new Map(),
      urgent: ["plan was not started: its network test found a way out."],
    });
    expect(newsBetween(failed, failed).urgent).toEqual([]);
  });

  it("counts what would be too many to name", () => {
    expect(sentenceOf(["a works", "b works", "c works", "d works", "e works"])).toBe(
      "a works, b works, c works, and 2 more sessions changed.",
    );
    expect(sentenceOf([])).toBe("");
  });
});
