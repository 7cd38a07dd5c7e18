import { describe, expect, it } from "vitest";
import { spokenCost, spokenTime } from "../../../src-renderer/format/spoken.ts";

describe("what is read aloud", () => {
  it.each([
    ["now", "now"],
    ["1h", "1 hour"],
    ["2h 10m", "2 hours 10 minutes"],
    ["3d", "3 days"],
    ["12 Nov", "12 Nov"],
  ])("%s is read as %s", (short, spoken) => {
    expect(spokenTime(short)).toBe(spoken);
  });

  it.each([
    ["$1,204", "1,204 dollars"],
    ["$1.00", "1 dollar"],
    ["< $0.01", "less than one cent"],
    ["–", "–"],
  ])("%s is read as %s", (short, spoken) => {
    expect(spokenCost(short)).toBe(spoken);
  });
});
