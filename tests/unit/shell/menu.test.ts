import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { menuBar } from "../../../src-main/electron/menuModel.ts";

const features = new URL("../../../src-renderer/features/", import.meta.url);
const sources = ["palette/paletteActions.ts", "sessions/sessionActions.ts", "shell/followMenu.ts"]
  .map((name) => readFileSync(new URL(name, features), "utf8"))
  .join("\n");

const settings = { notifications: true, notificationSound: false, quietAtNight: false, asksBeforeProxyOff: true };

/** Names of actions that the menu bar asks the page to run, with whether they can be chosen. */
function actions(screen: string | null): [string, boolean][] {
  return menuBar({ screen, settings }).flatMap(({ items }) =>
    items.flatMap((entry): [string, boolean][] => {
      if (entry === "line" || "role" in entry || entry.action.kind !== "page") return [];
      return "run" in entry.action.command ? [[entry.action.command.run, entry.enabled ?? true]] : [];
    }),
  );
}

// The page finds them by name: one that is renamed there would do nothing here.
it("the menu bar names only actions that the palette has", () => {
  const names = actions("/session/x").map(([name]) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !sources.includes(`"${name}"`))).toEqual([]);
});

it("a session's actions can be chosen only while one is in front", () => {
  expect(actions("/session/x").every(([, enabled]) => enabled)).toBe(true);
  const elsewhere = actions("/audit");
  expect(elsewhere.find(([name]) => name === "Stop")).toEqual(["Stop", false]);
  expect(elsewhere.find(([name]) => name === "Audit")).toEqual(["Audit", true]);
  expect(actions(null).find(([name]) => name === "Delete…")).toEqual(["Delete…", false]);
});
