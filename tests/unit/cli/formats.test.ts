import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatCost,
  formatDuration,
  formatMemory,
  formatTokens,
  formatTraffic,
} from "../../../src-main/cli/output/formats.ts";

const now = new Date(2026, 10, 24, 12, 0, 0);
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();

describe("formats", () => {
  it.each([
    [ago(4), "now"],
    [ago(47), "47s"],
    [ago(12 * 60), "12m"],
    [ago(7300), "2h"],
    [ago(3 * 86_400), "3d"],
    [new Date(2026, 10, 12).toISOString(), "12 Nov"],
    [new Date(2025, 10, 12).toISOString(), "12 Nov 2025"],
    [null, "–"],
  ])("age of %s is %s", (at, text) => expect(formatAge(at, now)).toBe(text));

  it.each([
    [0.4, "0.4 ms"],
    [61, "61 ms"],
    [999.6, "1.0 s"],
    [18_900, "18.9 s"],
    [252_000, "4m 12s"],
    [4_320_000, "1h 12m"],
    [0, "0"],
    [null, "–"],
  ])("%s milliseconds are %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [412, "412 B"],
    [9_600, "9.6 kB"],
    [3_900_000, "3.9 MB"],
    [999_960, "1 MB"],
    [0, "0"],
    [null, "–"],
  ])("%s bytes of traffic are %s", (bytes, text) => expect(formatTraffic(bytes)).toBe(text));

  it.each([
    [612 * 1024 ** 2, "612 MiB"],
    [2.1 * 1024 ** 3, "2.1 GiB"],
    [4 * 1024 ** 3, "4 GiB"],
  ])("%s bytes of memory are %s", (bytes, text) => expect(formatMemory(bytes)).toBe(text));

  it.each([
    [999, "999"],
    [388_000, "388k"],
    [1_240_000, "1.24M"],
    [999_700, "1.00M"],
    [null, "–"],
  ])("%s tokens are %s", (count, text) => expect(formatTokens(count)).toBe(text));

  it.each([
    [0.41, "$0.41"],
    [0.004, "< $0.01"],
    [1204, "$1,204"],
    [999.999, "$1,000"],
    [0, "0"],
    [null, "–"],
  ])("%s dollars are %s", (dollars, text) => expect(formatCost(dollars)).toBe(text));

  it("marks a cost of an assumed price", () => expect(formatCost(8.12, { assumed: true })).toBe("≈ $8.12"));
});
