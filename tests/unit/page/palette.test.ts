import "./pageGlobals.ts";
import { describe, expect, it } from "vitest";
import { type MenuEntry, menuBar } from "../../../src-main/electron/menuModel.ts";
import { globalActions } from "../../../src-renderer/features/palette/globalActions.ts";
import { paletteGroups } from "../../../src-renderer/features/palette/paletteRows.ts";
import { ranked } from "../../../src-renderer/features/palette/rank.ts";
import { sessionPaletteActions } from "../../../src-renderer/features/palette/sessionPaletteActions.ts";
import { entryOf, keymap } from "../../../src-renderer/keys/keymap.ts";
import { invented, morning } from "../../helpers/standIn/people.ts";

const sessions = morning();
const rowsOf = (typed: string, scope = sessions[0] ?? null) =>
  paletteGroups({ typed, sessions, scope, recent: [] }).flatMap(({ rows }) => rows);

const namesIn = (entry: MenuEntry): string[] =>
  typeof entry === "object" && "action" in entry && entry.action.kind === "page" ? [entry.action.command.run] : [];

describe("every action of the palette", () => {
  const all = [...globalActions(), ...sessions.flatMap(sessionPaletteActions)];

  it("has a name, an icon, a consequence, and does something", () => {
    for (const { name, icon, consequence, run } of all) {
      expect(
        [name, consequence].every((text) => text.length > 0),
        name,
      ).toBe(true);
      expect(icon, name).toBeDefined();
      expect(run, name).toBeTypeOf("function");
    }
  });

  it("names a key of the table, where it has one", () => {
    for (const { name, keys } of all) if (keys) expect(keys in keymap, `${name}: ${keys}`).toBe(true);
  });

  it("stands once on a list", () => {
    const ids = rowsOf("").map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("is in the menu bar under the same name, as far as that has it", () => {
    const run = menuBar({ screen: "/session/x" }).flatMap(({ items }) => items.flatMap(namesIn));
    const names = new Set([
      ...all.map(({ name }) => name),
      ...sessionPaletteActions(invented("old", { state: "archived" })).map(({ name }) => name),
      "Command palette",
      "Turn the proxy on",
    ]);
    expect(run.filter((name) => !names.has(name))).toEqual([]);
  });

  it("is in the menu bar's Session, if it is about a session", () => {
    const menu = menuBar({ screen: "/session/x" })
      .find(({ label }) => label === "Session")
      ?.items.flatMap(namesIn);
    const names = sessions.flatMap(sessionPaletteActions).map(({ name }) => name);
    expect(names.filter((name) => !menu?.includes(name))).toEqual([]);
  });

  it("says why it cannot be done now", () => {
    const ended = sessionPaletteActions(invented("done", { state: "stopped" }));
    expect(ended.find(({ name }) => name === "Stop")?.disabled).toBe("It does not run.");
    expect(ended.find(({ name }) => name === "Start")?.disabled).toBeUndefined();
  });
});

describe("what is typed", () => {
  it("begins with the session in front, and with @ finds sessions only", () => {
    expect(rowsOf("")[0]?.name).toBe("Terminal");
    expect(rowsOf("@retry").map(({ name }) => name)).toEqual(["fix-retry-budget"]);
    expect(rowsOf(">retry").map(({ id }) => id)).toEqual(["prompt"]);
  });

  it("becomes a filter after a colon, with what its last word may be", () => {
    const rows = rowsOf(":decision:deny hos");
    expect(rows[0]?.cli).toBe("clauderon audit --where 'decision:deny hos'");
    expect(rows.map(({ fillIn }) => fillIn)).toContain(":decision:deny host:");
  });

  it("finds keys after a question mark", () => {
    expect(rowsOf("?leave").map(({ keys }) => keys)).toContain("terminal.leave");
    expect(entryOf("terminal.leave").keys).toBe("Mod+E");
  });

  it("becomes the prompt of a new session where nothing matches", () => {
    expect(rowsOf("zzz qqq").map(({ id }) => id)).toEqual(["prompt"]);
  });

  it("ranks a prefix before a word, a word before letters, and of equals the recent one first", () => {
    const texts = ["Its log", "Audit log", "Log in", "long tail of ghosts"];
    expect(ranked(texts, "log", (text) => text)).toEqual(["Log in", "Its log", "Audit log", "long tail of ghosts"]);
    expect(ranked(texts, "log", (text) => text, ["Audit log"])[1]).toBe("Audit log");
    expect(ranked(texts, "", (text) => text, ["Log in"])[0]).toBe("Log in");
  });
});
