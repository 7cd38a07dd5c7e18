import { describe, expect, it } from "vitest";
import { NoticeBook, type NoticeEffect, type NoticeState } from "../../../src-main/electron/notices.ts";
import type { Session } from "../../../src-shared/model/session.ts";
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
const waiting = (name: string): Session => working(name, { activity: "waiting" });

const held = makeApproval({
  sessionId: "ledger-export",
  sessionName: "ledger-export",
  askedAt: new Date(start).toISOString(),
  expiresAt: new Date(start + 120_000).toISOString(),
});

/** A book that has seen these sessions at the start. */
function open(...sessions: Session[]) {
  const book = new NoticeBook();
  const at = (seconds: number, now: Session[], more: Partial<NoticeState> = {}): NoticeEffect[] =>
    book.update({
      now: start + seconds * 1000,
      sessions: new Map(now.map((session) => [session.id, session])),
      waiting: [],
      inFront: null,
      isMuted: false,
      ...more,
    });
  expect(at(0, sessions)).toEqual([]);
  return { book, at };
}

const titles = (effects: readonly NoticeEffect[]): string[] =>
  effects.map((effect) => (effect.kind === "show" ? effect.notice.title : `withdraw ${effect.key}`));

describe("a session that starts to wait", () => {
  it("is told after two seconds, once, with what it did so far", () => {
    const { book, at } = open(working("fix-it"));
    expect(at(1, [waiting("fix-it")])).toEqual([]);
    expect(book.nextAt()).toBe(start + 3000);
    expect(at(2.9, [waiting("fix-it")])).toEqual([]);
    expect(at(3, [waiting("fix-it")])).toEqual([
      {
        kind: "show",
        notice: {
          key: "fix-it waiting",
          title: "fix-it is waiting for you",
          body: "12m of work",
          screen: "/session/fix-it",
        },
      },
    ]);
    expect(at(30, [waiting("fix-it")])).toEqual([]);
    expect(book.nextAt()).toBeNull();
  });

  it("is not told when it goes on by itself in time", () => {
    const { at } = open(working("fix-it"));
    at(1, [waiting("fix-it")]);
    at(2, [working("fix-it")]);
    expect(at(5, [working("fix-it")])).toEqual([]);
  });

  it("is not told while its tab is in front of a focused window, and not later either", () => {
    const { at } = open(working("fix-it"));
    at(1, [waiting("fix-it")]);
    expect(at(4, [waiting("fix-it")], { inFront: "/session/fix-it" })).toEqual([]);
    expect(at(9, [waiting("fix-it")])).toEqual([]);
  });

  it("is told while another tab is in front", () => {
    const { at } = open(working("fix-it"));
    at(1, [waiting("fix-it")], { inFront: "/session/other" });
    expect(titles(at(4, [waiting("fix-it")], { inFront: "/session/other" }))).toEqual(["fix-it is waiting for you"]);
  });

  it("is taken back once it is seen, or goes on", () => {
    const { at } = open(working("one"), working("two"));
    at(1, [waiting("one"), waiting("two")]);
    at(4, [waiting("one"), waiting("two")]);
    expect(titles(at(20, [waiting("one"), waiting("two")], { inFront: "/session/one" }))).toEqual([
      "withdraw one waiting",
    ]);
    expect(titles(at(21, [waiting("one"), working("two")]))).toEqual(["withdraw two waiting"]);
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

describe("a session that ends", () => {
  const ended = { state: "exited", endedAt: new Date(start + 1000).toISOString() } as const;

  it.each([
    [{ ...ended, exitCode: 0 }, "fix-it finished", "exit 0 after 12m"],
    [
      { ...ended, exitCode: 137, error: "out of memory at 4 GiB" },
      "fix-it stopped",
      "exit 137, out of memory at 4 GiB",
    ],
    [
      { state: "error", startedAt: null, error: "its network test found a way out" } as const,
      "fix-it was not started",
      "its network test found a way out",
    ],
    [{ state: "missing", error: null } as const, "fix-it ended", "Its container is gone."],
    [{ ...ended, exitCode: 1, error: "a\u202eb\nc" }, "fix-it stopped", "exit 1, a?b?c"],
  ])("says how: %o", (change, title, body) => {
    const { at } = open(working("fix-it"));
    const now = [working("fix-it", change)];
    at(1, now);
    expect(at(4, now)).toMatchObject([{ notice: { title, body } }]);
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
});

describe("three and more within ten seconds", () => {
  it("become one, which goes when all of them have", () => {
    const names = ["one", "two", "three", "four"];
    const { at } = open(...names.map((name) => working(name)));
    at(1, [waiting("one"), waiting("two"), working("three"), working("four")]);
    expect(titles(at(3, [waiting("one"), waiting("two"), waiting("three"), waiting("four")]))).toHaveLength(2);
    const all = names.map((name) => waiting(name));
    expect(titles(at(5, all))).toEqual(["withdraw one waiting", "withdraw two waiting", "4 sessions need you"]);
    expect(
      titles(
        at(
          20,
          names.map((name) => working(name)),
        ),
      ),
    ).toEqual(["withdraw many"]);
  });
});

describe("a held request", () => {
  it("is told with what is asked and by when, and once more at half of its time", () => {
    const session = [working("ledger-export")];
    const { book, at } = open(...session);
    at(0, session, { waiting: [held] });
    expect(at(2, session, { waiting: [held] })).toMatchObject([
      {
        notice: {
          title: "ledger-export: approval needed",
          body: "POST api.github.com. It counts as denied in 1m.",
          screen: "/approvals/a1b2c3d4",
        },
      },
    ]);
    expect(book.nextAt()).toBe(start + 60_000);
    expect(titles(at(60, session, { waiting: [held] }))).toEqual(["ledger-export: approval needed"]);
    expect(at(90, session, { waiting: [held] })).toEqual([]);
    expect(titles(at(100, session, { waiting: [] }))).toEqual(["withdraw held a1b2c3d4"]);
  });

  it("is told once, though its session counts as waiting too", () => {
    const { at } = open(working("ledger-export"));
    at(1, [waiting("ledger-export")]);
    at(1.1, [waiting("ledger-export")], { waiting: [held] });
    expect(titles(at(5, [waiting("ledger-export")], { waiting: [held] }))).toEqual(["ledger-export: approval needed"]);
    at(6, [waiting("ledger-export")]);
    expect(titles(at(9, [waiting("ledger-export")]))).toEqual(["ledger-export is waiting for you"]);
  });

  it("is not told to somebody who is at the approvals", () => {
    const session = [working("ledger-export")];
    const { at } = open(...session);
    at(0, session, { waiting: [held] });
    expect(at(5, session, { waiting: [held], inFront: "/approvals" })).toEqual([]);
    expect(at(70, session, { waiting: [held] })).toEqual([]);
  });
});

it("tells nothing while paused, and nothing of that time afterwards", () => {
  const { at } = open(working("fix-it"));
  at(1, [waiting("fix-it")], { isMuted: true });
  expect(at(4, [waiting("fix-it")], { isMuted: true })).toEqual([]);
  expect(at(8, [waiting("fix-it")])).toEqual([]);
});
