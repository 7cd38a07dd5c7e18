import { expect, it } from "vitest";
import { menuBar } from "../../../src-main/electron/menuModel.ts";

/** Names of actions that the menu bar asks the page to run, with whether they can be chosen. */
function actions(screen: string | null): [string, boolean][] {
  return menuBar({ screen }).flatMap(({ items }) =>
    items.flatMap((entry): [string, boolean][] => {
      if (entry === "line" || "role" in entry || entry.action.kind !== "page") return [];
      return [[entry.action.command.run, entry.enabled ?? true]];
    }),
  );
}

it("a session's actions can be chosen only while one is in front", () => {
  expect(actions("/session/x").every(([, enabled]) => enabled)).toBe(true);
  const elsewhere = actions("/audit");
  expect(elsewhere.find(([name]) => name === "Stop")).toEqual(["Stop", false]);
  expect(elsewhere.find(([name]) => name === "Audit")).toEqual(["Audit", true]);
  expect(actions(null).find(([name]) => name === "Delete…")).toEqual(["Delete…", false]);
});
