import { expect, it } from "vitest";
import {
  allColumns,
  columnsOf,
  extentFor,
  gridOf,
  growsToTheLeft,
} from "../../../src-renderer/features/audit/auditColumns.ts";

it("the audit's columns have their usual widths, and what was chosen instead", () => {
  expect(gridOf(columnsOf.few, {})).toEqual({
    template: "92px 18px 136px 44px minmax(160px,1fr) 48px 60px",
    least: 590,
  });
  expect(gridOf(columnsOf.few, { session: 200, took: 40 })).toEqual({
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
  const { template } = gridOf(columnsOf.few, kept as Record<string, number>);
  expect(template).toBe("92px 18px 136px 36px minmax(160px,1fr) 640px 60px");
});

it("a column is sized at the edge that is next to the request", () => {
  const toTheLeft = allColumns.filter((column) => growsToTheLeft(allColumns, column)).map(({ id }) => id);
  expect(toTheLeft).toEqual(["status", "rule", "took", "size", "tokens", "cost", "credential"]);
});

it("the audit has as many columns as leave the request room, and beside a record not those that the record says", () => {
  expect([590, 800, 1200].map((width) => extentFor(width, false))).toEqual(["few", "rule", "all"]);
  expect([590, 800, 1200].map((width) => extentFor(width, true))).toEqual(["few", "rule", "rule"]);
  const names = (extent: "few" | "rule") => columnsOf[extent].map(({ name }) => name);
  expect(names("few")).toEqual(["Time", "Verdict", "Session", "Method", "Request", "Status", "Took"]);
  expect(names("rule")).toEqual(["Time", "Verdict", "Session", "Method", "Request", "Status", "Rule", "Took"]);
});
