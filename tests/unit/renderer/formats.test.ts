import { describe, expect, it } from "vitest";
import * as formats from "../../../src-renderer/format/formats.ts";
import { neutralise } from "../../../src-renderer/format/neutralise.ts";
import { fc } from "../../helpers/property.ts";

const now = new Date(2026, 10, 24, 12, 0, 0).getTime();
const minutes = (count: number): number => count * 60_000;

describe("formats", () => {
  it.each([
    [2_000, "now"],
    [47_000, "47s"],
    [minutes(12), "12m"],
    [minutes(130), "2h"],
    [minutes(60 * 24 * 3), "3d"],
    [minutes(60 * 24 * 12), "12 Nov"],
  ])("an age of %d ms is %s", (ago, text) => expect(formats.age(now - ago, now)).toBe(text));

  it("an age in another year names it", () => expect(formats.age("2025-11-12T12:00:00Z", now)).toBe("12 Nov 2025"));

  it.each([
    [0.44, "0.4 ms"],
    [61, "61 ms"],
    [18_900, "18.9 s"],
    [252_000, "4m 12s"],
    [4_320_000, "1h 12m"],
    [null, "–"],
  ])("a duration of %s ms is %s", (ms, text) => expect(formats.duration(ms)).toBe(text));

  it("a time among those of other days says its day, as wide as one of today", () => {
    const today = new Date();
    expect(formats.datedClock(today.getTime())).toBe(formats.clock(today.getTime()));
    const near = new Date(today.getFullYear(), today.getMonth() === 0 ? 5 : 0, 12, 14, 32);
    expect(formats.datedClock(near.getTime())).toMatch(/^12 (Jan|Jun) 14:32$/);
    expect(formats.datedClock(new Date(2024, 10, 25, 14, 32).getTime())).toBe("25 Nov 2024");
  });

  it.each([
    [412, "412 B"],
    [9_600, "9.6 kB"],
    [3_900_000, "3.9 MB"],
  ])("%d bytes on the wire are %s", (bytes, text) => expect(formats.traffic(bytes)).toBe(text));

  it.each([
    [612 * 1024 ** 2, "612 MiB"],
    [2.1 * 1024 ** 3, "2.1 GiB"],
  ])("%d bytes of memory are %s", (bytes, text) => expect(formats.memory(bytes)).toBe(text));

  it.each([
    [999, "999"],
    [388_000, "388k"],
    [999_600, "1M"],
    [1_240_000, "1.24M"],
  ])("%d tokens are %s", (count, text) => expect(formats.tokens(count)).toBe(text));

  it.each([
    [0, "$0.00"],
    [0.004, "< $0.01"],
    [0.41, "$0.41"],
    [1204.4, "$1,204"],
    [null, "–"],
  ])("a cost of %s is %s", (usd, text) => expect(formats.cost(usd)).toBe(text));

  it("a long path keeps its host and its tail", () => {
    const path = "api.github.com/repos/someone/harbor-api/hooks";
    expect(formats.shortPath(path, 36)).toBe("api.github.com/…/harbor-api/hooks");
    expect(formats.shortPath(path, 100)).toBe(path);
    expect(formats.shortPath("169.254.169.254/latest/meta-data/", 30)).toBe("169.254.169.254/…/meta-data/");
  });

  it("a host keeps its end, which says whose it is", () => {
    expect(formats.shortHost(`${"sub.".repeat(60)}evil.example`, 16)).toBe("…ub.evil.example");
    expect(formats.shortHost("api.github.com", 16)).toBe("api.github.com");
  });
});

describe("text from outside", () => {
  it("shows what is invisible or turns the line around", () => {
    expect(neutralise("invoice\u202egnp.exe")).toBe("invoice‹U+202E›gnp.exe");
    expect(neutralise("a\u200bb\x1b[31m\u{e0041}")).toBe("a‹U+200B›b‹U+001B›[31m‹U+E0041›");
    expect(neutralise("one\ntwo")).toBe("one two");
  });

  it("is one bounded line whatever was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        const shown = neutralise(text);
        expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
        expect([...shown.replace(/‹U\+[0-9A-F]+›/g, "x")].length).toBeLessThanOrEqual(201);
      }),
    );
  });
});
