import { describe, expect, it } from "vitest";
import {
  clockText,
  isMuted,
  isQuiet,
  minuteOf,
  pauseEnd,
  usualQuietHours,
  usualSettings,
} from "../../../src-shared/notices/settings.ts";

const at = (hour: number, minute = 30): Date => new Date(2026, 2, 1, hour, minute);

describe("quiet hours", () => {
  it("may pass over midnight", () => {
    const hours = [21, 22, 3, 6, 7].map((hour) => isQuiet(usualQuietHours, at(hour)));
    expect(hours).toEqual([false, true, true, true, false]);
  });

  it("may lie within a day, and begin and end at any minute", () => {
    const noon = { from: 12 * 60 + 15, to: 13 * 60 + 45 };
    expect(isQuiet(noon, at(12, 14))).toBe(false);
    expect(isQuiet(noon, at(12, 15))).toBe(true);
    expect(isQuiet(noon, at(13, 44))).toBe(true);
    expect(isQuiet(noon, at(13, 45))).toBe(false);
  });

  it("are the whole day where they end as they begin", () => {
    const all = { from: 600, to: 600 };
    expect([0, 9, 10, 23].map((hour) => isQuiet(all, at(hour, 0)))).toEqual([true, true, true, true]);
  });

  it("are none unless somebody wants them", () => {
    expect(usualSettings.quietHours).toBeNull();
    expect(isQuiet(null, at(3))).toBe(false);
  });

  it.each([
    ["00:00", 0],
    ["07:05", 425],
    ["23:59", 1439],
    ["24:00", null],
    ["7:05", null],
    ["", null],
  ])("read a clock: %s", (text, minute) => {
    expect(minuteOf(text)).toBe(minute);
    if (minute !== null) expect(clockText(minute)).toBe(text);
  });
});

describe("a pause", () => {
  it("until tomorrow ends in the morning", () => {
    expect(new Date(pauseEnd("until tomorrow", at(23)))).toEqual(new Date(2026, 2, 2, 7));
    expect(pauseEnd("30 minutes", at(1)) - at(1).getTime()).toBe(30 * 60_000);
  });
});

it("nothing is shown outside the app while it is off, paused or quiet", () => {
  const now = at(3).getTime();
  expect(isMuted(usualSettings, now)).toBe(false);
  expect(isMuted({ ...usualSettings, isOn: false }, now)).toBe(true);
  expect(isMuted({ ...usualSettings, pausedUntil: now + 1 }, now)).toBe(true);
  expect(isMuted({ ...usualSettings, pausedUntil: now }, now)).toBe(false);
  expect(isMuted({ ...usualSettings, quietHours: usualQuietHours }, now)).toBe(true);
});

it("sound and the agent's words are off unless somebody wants them", () => {
  expect(usualSettings).toMatchObject({ isOn: true, hasSound: false, hasAgentWords: false });
});
