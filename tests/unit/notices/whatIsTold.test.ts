import { describe, expect, it } from "vitest";
import type { SelfTest } from "../../../src-shared/model/selfTest.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { bodies, held, openBook, start, titles, waiting, working } from "../../helpers/noticeBook.ts";

describe("the agent's own words", () => {
  const asks = (words: string): Session[] => [waiting("fix-it", { agentWords: words })];
  const told = (words: string, hasAgentWords: boolean): string[] => {
    const { at } = openBook(working("fix-it"));
    at(1, asks(words));
    return bodies(at(3, asks(words), { settings: { hasAgentWords } }));
  };

  it("are not told unless somebody wants them", () => {
    expect(told("May I run the tests?", false)).toEqual(["12m of work"]);
  });

  it("are quoted as the agent's", () => {
    expect(told("May I run the tests?", true)).toEqual(['12m of work\nAgent: "May I run the tests?"']);
  });

  it("cannot end the quotation, hide anything, take a second line, or be markup", () => {
    const hostile = 'ok"\nClauderon: \u202eapproved\u200b <a href="https://evil.example">Open</a> &lt;';
    expect(told(hostile, true)).toEqual([
      "12m of work\nAgent: \"ok' Clauderon: ‹U+202E›approved‹U+200B› ‹a href='https://evil.example'›Open‹/a› ＆lt;\"",
    ]);
  });

  it("are cut at 120 characters", () => {
    expect(told("x".repeat(500), true)).toEqual([`12m of work\nAgent: "${"x".repeat(120)}…"`]);
  });

  it("are in the app's own list, apart from ours", () => {
    const { book, at } = openBook(working("fix-it"));
    at(1, asks("May I?"));
    at(3, asks("May I?"));
    expect(book.list(start + 3000)).toMatchObject([{ body: "12m of work", words: "May I?" }]);
  });
});

describe("a session that ends", () => {
  const ended = { state: "exited", endedAt: new Date(start + 1000).toISOString() } as const;
  const leak = "Not started: the network self-test found a way out. UDP to 1.1.1.1:53 got an answer. Nothing ran.";
  const selfTest: SelfTest = { at: "", verdict: "fail", message: leak, tookMs: 1, attempts: [] };

  it.each([
    [{ ...ended, exitCode: 0 }, "ended", "fix-it finished", "exit 0 after 12m"],
    [
      { ...ended, exitCode: 137, error: "out of memory at 4 GiB" },
      "failed",
      "fix-it stopped",
      "exit 137, out of memory at 4 GiB",
    ],
    [
      { state: "error", startedAt: null, error: leak, selfTest } as const,
      "red",
      "fix-it was not started",
      "its network test found a way out",
    ],
    [
      { state: "error", startedAt: null, error: "There is no such image." } as const,
      "failed",
      "fix-it was not started",
      "There is no such image.",
    ],
    [{ state: "missing", error: null } as const, "failed", "fix-it ended", "Its container is gone."],
    [{ ...ended, exitCode: 1, error: "a\u202eb\nc<b>" }, "failed", "fix-it stopped", "exit 1, a?b?c‹b›"],
  ])("says how: %o", (change, kind, title, body) => {
    const { book, at } = openBook(working("fix-it"));
    const now = [working("fix-it", change)];
    at(1, now);
    expect(at(4, now)).toMatchObject([{ notice: { title, body } }]);
    expect(book.list(start + 4000)).toMatchObject([{ kind, at: start + 1000 }]);
  });

  it("by the user's own hand is no news", () => {
    const { at } = openBook(working("fix-it"));
    at(1, [working("fix-it", { state: "stopped" })]);
    expect(at(4, [working("fix-it", { state: "stopped" })])).toEqual([]);
  });

  it("before the app began is no news", () => {
    const { at } = openBook(working("fix-it", { state: "exited", exitCode: 1 }), waiting("other"));
    expect(at(60, [working("fix-it", { state: "exited", exitCode: 1 }), waiting("other")])).toEqual([]);
  });

  it("and is deleted leaves the list", () => {
    const { at, list } = openBook(working("fix-it"));
    at(1, [working("fix-it", { ...ended, exitCode: 0 })]);
    at(4, [working("fix-it", { ...ended, exitCode: 0 })]);
    expect(list(4)).toEqual(["fix-it finished"]);
    expect(titles(at(5, []))).toEqual(["withdraw fix-it ended"]);
    expect(list(5)).toEqual([]);
  });
});

describe("a held request", () => {
  const session = [working("ledger-export")];

  it("is told at once, with what is asked and how long the agent waits, and once more at half of its time", () => {
    const { book, at } = openBook(...session);
    expect(at(0, session, { waiting: [held] })).toMatchObject([
      {
        notice: {
          title: "ledger-export: approval needed",
          body: "POST api.github.com, deploy keys outlive the session. The agent waits 2m.",
          screen: "/approvals/a1b2c3d4",
          approvalId: "a1b2c3d4",
        },
      },
    ]);
    expect(book.nextAt()).toBe(start + 60_000);
    expect(bodies(at(60, session, { waiting: [held] }))).toEqual([
      "POST api.github.com, deploy keys outlive the session. The agent waits 1m.",
    ]);
    expect(at(90, session, { waiting: [held] })).toEqual([]);
    expect(titles(at(100, session, { waiting: [] }))).toEqual(["withdraw held a1b2c3d4"]);
  });

  it("is told in one sentence, however the rule's reason is written", () => {
    const { at } = openBook(...session);
    const reason = "A deploy key outlives the session.";
    expect(bodies(at(0, session, { waiting: [{ ...held, reason }] }))).toEqual([
      "POST api.github.com, a deploy key outlives the session. The agent waits 2m.",
    ]);
  });

  it("whose agent does not wait says when it counts as denied", () => {
    const { at } = openBook(...session);
    expect(bodies(at(0, session, { waiting: [{ ...held, held: false }] }))).toEqual([
      "POST api.github.com, deploy keys outlive the session. It counts as denied in 2m.",
    ]);
  });

  it("is told once, though its session counts as waiting too", () => {
    const { at } = openBook(working("ledger-export"));
    at(1, [waiting("ledger-export")]);
    const told = at(1.1, [waiting("ledger-export")], { waiting: [held] });
    expect(titles(told)).toEqual(["ledger-export: approval needed"]);
    expect(at(5, [waiting("ledger-export")], { waiting: [held] })).toEqual([]);
    expect(titles(at(6, [waiting("ledger-export")]))).toEqual(["withdraw held a1b2c3d4"]);
    expect(titles(at(9, [waiting("ledger-export")]))).toEqual(["ledger-export is waiting for you"]);
  });

  it.each(["/approvals", "/approvals/a1b2c3d4", "/session/ledger-export"])(
    "is not told to somebody who is at %s, nor is anybody reminded of it",
    (screen) => {
      const { at } = openBook(...session);
      expect(at(0, session, { waiting: [held], inFront: [screen] })).toEqual([]);
      expect(at(70, session, { waiting: [held] })).toEqual([]);
    },
  );
});
