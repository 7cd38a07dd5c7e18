import { expect, test } from "vitest";
import { readSort, sortAfter, sorted, sortText } from "../../../src-renderer/features/sessions/sorting.ts";
import { makeSession } from "../../helpers/session.ts";

const facts = { totals: new Map(), stats: new Map(), changes: new Map() };
const sessions = [
  makeSession({ id: "1", name: "b", disk: null }),
  makeSession({ id: "2", name: "a", disk: { bytes: 5, softBytes: 9, hardBytes: 9, state: "ok", at: "" } }),
  makeSession({ id: "3", name: "c", disk: { bytes: 7, softBytes: 9, hardBytes: 9, state: "ok", at: "" } }),
];
const names = (text: string | null) => sorted(sessions, readSort(text), facts).map(({ name }) => name);

test("numbers begin with the largest, names with A; what has no value comes last either way", () => {
  expect(names("disk")).toEqual(["c", "a", "b"]);
  expect(names("disk-up")).toEqual(["a", "c", "b"]);
  expect(names("session")).toEqual(["a", "b", "c"]);
  expect(names("session-up")).toEqual(["c", "b", "a"]);
});

test("without a column the order is the one in which sessions matter, or that turned round", () => {
  expect(names(null)).toEqual(["b", "a", "c"]);
  expect(names("state-up")).toEqual(["c", "a", "b"]);
  expect(names("cost")).toEqual(["b", "a", "c"]);
});

test.each([null, "state-up", "cost", "cost-up", "session", "session-up"])("%s is read as it was written", (text) => {
  expect(sortText(readSort(text))).toBe(text);
});

test.each(["nonsense", "__proto__", "container", "COST", "cost-down"])("%s is no order of an address", (text) => {
  expect(readSort(text)).toEqual({ column: "state", descending: false });
});

test("a second click turns the order round, another column begins its usual way", () => {
  const cost = sortAfter(readSort(null), "cost");
  expect(cost).toEqual({ column: "cost", descending: true });
  expect(sortAfter(cost, "cost")).toEqual({ column: "cost", descending: false });
  expect(sortAfter(cost, "session")).toEqual({ column: "session", descending: false });
});
