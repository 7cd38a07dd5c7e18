import { expect, it } from "vitest";
import { allColumns, fewColumns, gridOf, growsToTheLeft } from "../../../src-renderer/features/audit/auditColumns.ts";

it("the audit's columns have their usual widths, and what was chosen instead", () => {
  expect(gridOf(fewColumns, {})).toEqual({
    template: "92px 18px 136px 44px minmax(160px,1fr) 48px 60px",
    least: 590,
  });
  expect(gridOf(fewColumns, { session: 200, took: 40 })).toEqual({
    template: "92px 18px 200px 44px minmax(160px,1fr) 48px 40px",
    least: 634,
  });
});

it("nothing but a width within its limits comes into the style of the audit's columns, whatever was kept", () => {
  const kept: Record<string, unknown> = {
    time: "1px;color:red",
    session: Number.NaN,
    method: -5,
    status: 1e9,
    took: null,
    request: 12,
    unknown: 7,
  };
  const { template } = gridOf(fewColumns, kept as Record<string, number>);
  expect(template).toBe("92px 18px 136px 36px minmax(160px,1fr) 640px 60px");
});

it("a column is sized at the edge that is next to the request", () => {
  const toTheLeft = allColumns.filter((column) => growsToTheLeft(allColumns, column)).map(({ id }) => id);
  expect(toTheLeft).toEqual(["status", "rule", "took", "size", "tokens", "cost", "credential"]);
});
