import { describe, expect, it } from "vitest";
import type { SelfTest } from "../../../src-shared/model/selfTest.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import type { NoticeEffect } from "../../../src-shared/notices/notice.ts";
import { NoticeBook, type NoticeState } from "../../../src-shared/notices/noticeBook.ts";
import { type NoticeSettings, usualSettings } from "../../../src-shared/notices/settings.ts";
import { makeApproval } from "../../helpers/approval.ts";
import { makeSession } from "../../helpers/session.ts";

const start = Date.parse("2026-03-01T12:00:00.000Z");

const working = (name: string, over: Partial<Session> = {}): Session =>
  makeSession({
    id: name,
    name,
    state: "running",
    activity: "working",
    startedAt: new Date(start - 12 * 60_000).toISOString(),
    ...over,
  });
const waiting = (name: string, over: Partial<Session> = {}): Session => working(name, { activity: "waiting", ...over });

const held = makeApproval({
  sessionId: "ledger-export",
  sessionName: "ledger-export",
  reason: "deploy keys outlive the session.",
  askedAt: new Date(start).toISOString(),
  expiresAt: new Date(start + 120_000).toISOString(),
});

type More = Partial<Omit<NoticeState, "settings">> & { readonly settings?: Partial<NoticeSettings> };

/** A book that has seen these sessions at the start. */
function open(...sessions: Session[]) {
  const book = new NoticeBook();
  const at = (seconds: number, now: Session[], { settings, ...more }: More = {}): NoticeEffect[] =>
    book.update({
      now: start + seconds * 1000,
      sessions: new Map(now.map((session) => [session.id, session])),
      waiting: [],
      inFront: [],
      settings: { ...usualSettings, ...settings },
      ...more,
    });
  const list = (seconds: number): string[] => book.list(start + seconds * 1000).map(({ title }) => title);
  expect(at(0, sessions)).toEqual([]);
  return { book, at, list };
}

const titles = (effects: readonly NoticeEffect[]): string[] =>
  effects.map((effect) => (effect.kind === "show" ? effect.notice.title : `withdraw ${effect.key}`));
const bodies = (effects: readonly NoticeEffect[]): string[] =>
  effects.flatMap((effect) => (effect.kind === "show" ? [effect.notice.body] : []));

describe("a session that starts to wait", () => {
  it("is told after two seconds, once, with what it did so far", () => {
    const { book, at, list } = open(working("fix-it"));
    expect(at(1, [waiting("fix-it")])).toEqual([]);
    expect(book.nextAt()).toBe(start + 3000);
    expect(at(2.9, [waiting("fix-it")])).toEqual([]);
    expect(list(2.9)).toEqual([]);
    expect(at(3, [waiting("fix-it")])).toEqual([
      {
        kind: "show",
        notice: {
          key: "fix-it waiting",
          title: "fix-it is waiting for you",
          body: "12m of work",
          screen: "/session/fix-it",
          approvalId: null,
        },
      },
    ]);
    expect(at(30, [waiting("fix-it")])).toEqual([]);
    expect(list(30)).toEqual(["fix-it is waiting for you"]);
    expect(book.nextAt()).toBeNull();
  });

  it("is not told when it goes on by itself in time", () => {
    const { at, list } = open(working("fix-it"));
    at(1, [waiting("fix-it")]);
    at(2, [working("fix-it")]);
    expect(at(5, [working("fix-it")])).toEqual([]);
    expect(list(5)).toEqual([]);
  });

  it("is not told while its tab is in front of a focused window, and not later either", () => {
    const { at, list } = open(working("fix-it"));
    at(1, [waiting("fix-it")]);
    expect(at(4, [waiting("fix-it")], { inFront: ["/audit", "/session/fix-it"] })).toEqual([]);
    expect(at(9, [waiting("fix-it")])).toEqual([]);
    expect(list(9)).toEqual([]);
  });

  it("is told while another tab is in front", () => {
    const { at } = open(working("fix-it"));
    at(1, [waiting("fix-it")], { inFront: ["/session/other"] });
    expect(titles(at(4, [waiting("fix-it")], { inFront: ["/session/other"] }))).toEqual(["fix-it is waiting for you"]);
  });

  it("is taken back once it is seen, waved away, or goes on", () => {
    const { book, at, list } = open(working("one"), working("two"));
    const both = [waiting("one"), waiting("two")];
    at(1, both);
    at(4, both);
    expect(list(4)).toHaveLength(2);
    expect(titles(at(20, both, { inFront: ["/session/one"] }))).toEqual(["withdraw one waiting"]);
    expect(list(20)).toEqual(["two is waiting for you"]);
    book.dismiss("two waiting");
    expect(titles(at(21, both))).toEqual(["withdraw two waiting"]);
    expect(list(21)).toEqual([]);

    const again = open(working("one"));
    again.at(1, [waiting("one")]);
    again.at(4, [waiting("one")]);
    expect(titles(again.at(5, [working("one")]))).toEqual(["withdraw one waiting"]);
  });

  it("is told again when it waits again", () => {
    const { at } = open(working("fix-it"));
    at(1, [waiting("fix-it")]);
    at(4, [waiting("fix-it")]);
    at(30, [working("fix-it")]);
    at(40, [waiting("fix-it")]);
    expect(titles(at(43, [waiting("fix-it")]))).toEqual(["fix-it is waiting for you"]);
  });
});

describe("the agent's own words", () => {
  const asks = (words: string): Session[] => [waiting("fix-it", { agentWords: words })];
  const told = (words: string, hasAgentWords: boolean): string[] => {
    const { at } = open(working("fix-it"));
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
    const { book, at } = open(working("fix-it"));
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
    const { book, at } = open(working("fix-it"));
    const now = [working("fix-it", change)];
    at(1, now);
    expect(at(4, now)).toMatchObject([{ notice: { title, body } }]);
    expect(book.list(start + 4000)).toMatchObject([{ kind, at: start + 1000 }]);
  });

  it("by the user's own hand is no news", () => {
    const { at } = open(working("fix-it"));
    at(1, [working("fix-it", { state: "stopped" })]);
    expect(at(4, [working("fix-it", { state: "stopped" })])).toEqual([]);
  });

  it("before the app began is no news", () => {
    const { at } = open(working("fix-it", { state: "exited", exitCode: 1 }), waiting("other"));
    expect(at(60, [working("fix-it", { state: "exited", exitCode: 1 }), waiting("other")])).toEqual([]);
  });

  it("and is deleted leaves the list", () => {
    const { at, list } = open(working("fix-it"));
    at(1, [working("fix-it", { ...ended, exitCode: 0 })]);
    at(4, [working("fix-it", { ...ended, exitCode: 0 })]);
    expect(list(4)).toEqual(["fix-it finished"]);
    expect(titles(at(5, []))).toEqual(["withdraw fix-it ended"]);
    expect(list(5)).toEqual([]);
  });
});

describe("three and more within ten seconds", () => {
  const names = ["one", "two", "three", "four"];
  const all = names.map((name) => waiting(name));
  const four = () => open(...names.map((name) => working(name)));

  it("become one, which goes when all of them have", () => {
    const { at, list } = four();
    at(1, [waiting("one"), waiting("two"), working("three"), working("four")]);
    expect(titles(at(3, all))).toHaveLength(2);
    expect(titles(at(5, all))).toEqual(["withdraw one waiting", "withdraw two waiting", "4 sessions need you"]);
    expect(list(5)).toHaveLength(4);
    const calm = names.map((name) => working(name));
    expect(titles(at(20, calm))).toEqual(["withdraw together"]);
  });

  it("are one apart from those ten seconds later", () => {
    const { at } = four();
    at(1, [waiting("one"), waiting("two"), working("three"), working("four")]);
    expect(at(3, [waiting("one"), waiting("two"), working("three"), working("four")])).toHaveLength(2);
    at(11, all);
    expect(titles(at(13, all))).toEqual(["three is waiting for you", "four is waiting for you"]);
  });

  it("stay in the list when the one notification is opened", () => {
    const { book, at, list } = four();
    at(1, all);
    expect(titles(at(3, all))).toEqual(["4 sessions need you"]);
    book.dismiss("together");
    expect(titles(at(4, all))).toEqual(["withdraw together"]);
    expect(list(4)).toHaveLength(4);
    book.dismiss(null);
    expect(at(5, all)).toEqual([]);
    expect(list(5)).toEqual([]);
  });

  it("say so when some of them ended", () => {
    const { at } = four();
    const now = [...all.slice(1), working("one", { state: "exited", exitCode: 0 })];
    at(1, now);
    expect(titles(at(3, now))).toEqual(["4 sessions ended or need you"]);
  });
});

describe("a held request", () => {
  const session = [working("ledger-export")];

  it("is told at once, with what is asked and how long the agent waits, and once more at half of its time", () => {
    const { book, at } = open(...session);
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
    const { at } = open(...session);
    const reason = "A deploy key outlives the session.";
    expect(bodies(at(0, session, { waiting: [{ ...held, reason }] }))).toEqual([
      "POST api.github.com, a deploy key outlives the session. The agent waits 2m.",
    ]);
  });

  it("whose agent does not wait says when it counts as denied", () => {
    const { at } = open(...session);
    expect(bodies(at(0, session, { waiting: [{ ...held, held: false }] }))).toEqual([
      "POST api.github.com, deploy keys outlive the session. It counts as denied in 2m.",
    ]);
  });

  it("is told once, though its session counts as waiting too", () => {
    const { at } = open(working("ledger-export"));
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
      const { at } = open(...session);
      expect(at(0, session, { waiting: [held], inFront: [screen] })).toEqual([]);
      expect(at(70, session, { waiting: [held] })).toEqual([]);
    },
  );
});

describe("a quiet time", () => {
  it("tells nothing outside the app, and nothing of that time afterwards, but the list has it", () => {
    const { at, list } = open(working("fix-it"));
    const paused = { settings: { pausedUntil: start + 6000 } };
    at(1, [waiting("fix-it")], paused);
    expect(at(4, [waiting("fix-it")], paused)).toEqual([]);
    expect(at(8, [waiting("fix-it")])).toEqual([]);
    expect(list(8)).toEqual(["fix-it is waiting for you"]);
  });
});
