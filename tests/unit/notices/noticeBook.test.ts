import { describe, expect, it } from "vitest";
import { openBook, start, titles, waiting, working } from "../../helpers/noticeBook.ts";

describe("a session that starts to wait", () => {
  it("is told after two seconds, once, with what it did so far", () => {
    const { book, at, list } = openBook(working("fix-it"));
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
    const { at, list } = openBook(working("fix-it"));
    at(1, [waiting("fix-it")]);
    at(2, [working("fix-it")]);
    expect(at(5, [working("fix-it")])).toEqual([]);
    expect(list(5)).toEqual([]);
  });

  it("is not told while its tab is in front of a focused window, and not later either", () => {
    const { at, list } = openBook(working("fix-it"));
    at(1, [waiting("fix-it")]);
    expect(at(4, [waiting("fix-it")], { inFront: ["/audit", "/session/fix-it"] })).toEqual([]);
    expect(at(9, [waiting("fix-it")])).toEqual([]);
    expect(list(9)).toEqual([]);
  });

  it("is told while another tab is in front", () => {
    const { at } = openBook(working("fix-it"));
    at(1, [waiting("fix-it")], { inFront: ["/session/other"] });
    expect(titles(at(4, [waiting("fix-it")], { inFront: ["/session/other"] }))).toEqual(["fix-it is waiting for you"]);
  });

  it("is taken back once it is seen, waved away, or goes on", () => {
    const { book, at, list } = openBook(working("one"), working("two"));
    const both = [waiting("one"), waiting("two")];
    at(1, both);
    at(4, both);
    expect(list(4)).toHaveLength(2);
    expect(titles(at(20, both, { inFront: ["/session/one"] }))).toEqual(["withdraw one waiting"]);
    expect(list(20)).toEqual(["two is waiting for you"]);
    book.dismiss("two waiting");
    expect(titles(at(21, both))).toEqual(["withdraw two waiting"]);
    expect(list(21)).toEqual([]);

    const again = openBook(working("one"));
    again.at(1, [waiting("one")]);
    again.at(4, [waiting("one")]);
    expect(titles(again.at(5, [working("one")]))).toEqual(["withdraw one waiting"]);
  });

  it("is told again when it waits again", () => {
    const { at } = openBook(working("fix-it"));
    at(1, [waiting("fix-it")]);
    at(4, [waiting("fix-it")]);
    at(30, [working("fix-it")]);
    at(40, [waiting("fix-it")]);
    expect(titles(at(43, [waiting("fix-it")]))).toEqual(["fix-it is waiting for you"]);
  });
});

describe("three and more within ten seconds", () => {
  const names = ["one", "two", "three", "four"];
  const all = names.map((name) => waiting(name));
  const four = () => openBook(...names.map((name) => working(name)));

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

describe("a quiet time", () => {
  it("tells nothing outside the app, and nothing of that time afterwards, but the list has it", () => {
    const { at, list } = openBook(working("fix-it"));
    const paused = { settings: { pausedUntil: start + 6000 } };
    at(1, [waiting("fix-it")], paused);
    expect(at(4, [waiting("fix-it")], paused)).toEqual([]);
    expect(at(8, [waiting("fix-it")])).toEqual([]);
    expect(list(8)).toEqual(["fix-it is waiting for you"]);
  });
});
