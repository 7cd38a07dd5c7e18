import { describe, expect, it } from "vitest";
import {
  allKeys,
  type Bindings,
  conflictOf,
  inWords,
  mainKey,
  reachable,
  refusalOf,
  withKey,
  withoutKey,
} from "../../../src-renderer/keys/bindings.ts";
import { combinationOf } from "../../../src-renderer/keys/combination.ts";
import { helpSections } from "../../../src-renderer/keys/help.ts";
import { type CommandId, commandIds, entryOf, meet, placeOf } from "../../../src-renderer/keys/keymap.ts";

type Press = Parameters<typeof combinationOf>[0];

const press = (part: Partial<Press> & { readonly altGraph?: boolean }): Press => ({
  key: "",
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  getModifierState: (name) => name === "AltGraph" && part.altGraph === true,
  ...part,
});

describe("what is pressed", () => {
  it.each<[string, Partial<Press> & { altGraph?: boolean }, string]>([
    ["a letter by its character", { key: "j", code: "KeyJ" }, "J"],
    ["a letter with Shift", { key: "J", code: "KeyJ", shiftKey: true }, "Shift+J"],
    ["a letter by its character on another layout", { key: "a", code: "KeyQ" }, "A"],
    ["a letter by its place where the script has other letters", { key: "о", code: "KeyJ" }, "J"],
    ["a digit by its place, where digits need Shift", { key: "&", code: "Digit1" }, "1"],
    ["the sign on a digit's place, with Shift", { key: "/", code: "Digit7", shiftKey: true }, "/"],
    ["a bracket by its place", { key: "ü", code: "BracketLeft" }, "["],
    ["a question mark, wherever it is", { key: "?", code: "Minus", shiftKey: true }, "?"],
    ["Ctrl", { key: "k", code: "KeyK", ctrlKey: true }, "Mod+K"],
    ["Ctrl with Shift", { key: "P", code: "KeyP", ctrlKey: true, shiftKey: true }, "Mod+Shift+P"],
    ["AltGr as no modifier", { key: "@", code: "KeyQ", ctrlKey: true, altKey: true, altGraph: true }, "@"],
    ["a bracket that AltGr makes", { key: "[", code: "Digit8", ctrlKey: true, altKey: true, altGraph: true }, "["],
    [
      "the letter under Alt where Alt makes another",
      { key: "†", code: "KeyT", altKey: true, shiftKey: true },
      "Alt+Shift+T",
    ],
    ["a function key", { key: "F6", code: "F6", shiftKey: true }, "Shift+F6"],
  ])("%s", (_what, event, expected) => {
    expect(combinationOf(press(event), false, false)).toBe(expected);
  });

  it("is the program's with Ctrl alone in a terminal, and the app's with Ctrl+Shift", () => {
    expect(combinationOf(press({ key: "k", code: "KeyK", ctrlKey: true }), false, true)).toBe("Ctrl+K");
    expect(combinationOf(press({ key: "K", code: "KeyK", ctrlKey: true, shiftKey: true }), false, true)).toBe("Mod+K");
    expect(combinationOf(press({ key: "!", code: "Digit1", ctrlKey: true, shiftKey: true }), false, true)).toBe(
      "Mod+1",
    );
    expect(combinationOf(press({ key: "<", code: "Comma", ctrlKey: true, shiftKey: true }), false, true)).toBe("Mod+,");
    expect(combinationOf(press({ key: "@", ctrlKey: true, altKey: true, altGraph: true }), false, true)).toBe("@");
  });

  it("is Cmd on a Mac, where Ctrl is the program's", () => {
    expect(combinationOf(press({ key: "k", code: "KeyK", metaKey: true }), true, true)).toBe("Mod+K");
    expect(combinationOf(press({ key: "k", code: "KeyK", ctrlKey: true }), true, false)).toBe("Ctrl+K");
  });
});

describe("the table of keys", () => {
  it("gives no two commands of one place the same key, in a window or in a tab", () => {
    for (const inBrowser of [false, true]) {
      const taken = commandIds.flatMap((id) => {
        const by = conflictOf(id, entryOf(id).keys, {}, inBrowser);
        return by === null ? [] : [`${id} and ${by}`];
      });
      // Esc goes one step back, also out of what is called closing and cancelling.
      expect(taken.filter((pair) => !/app\.back|\.close|\.cancel/.test(pair))).toEqual([]);
    }
  });

  it("is shown in the help to the last key", () => {
    const shown = helpSections().flatMap(({ lines }) => lines.flatMap(({ ids }) => ids));
    expect([...shown].sort()).toEqual([...commandIds].sort());
  });

  it("has every key where a person may change it, but those of the platform", () => {
    const fixed = commandIds.filter((id) => entryOf(id).fixed);
    for (const id of fixed) expect(entryOf(id).keys).toMatch(/^(Escape|Enter|Backspace|Arrow\w+|Mod\+[=0-])$/);
    for (const id of commandIds.filter((one) => !fixed.includes(one))) {
      if (entryOf(id).keys !== "Escape") expect(refusalOf(id, entryOf(id).keys), id).toBeNull();
    }
  });

  it("uses other keys in a browser's tab where the browser keeps them", () => {
    const moved = commandIds.filter((id) => mainKey(id, {}, true) !== mainKey(id, {}, false));
    expect(moved.map((id) => mainKey(id, {}, true))).toEqual([
      "Alt+Shift+P",
      "Alt+Shift+PageUp",
      "Alt+Shift+PageDown",
      "Alt+Shift+T",
      "Alt+Shift+W",
    ]);
    expect(reachable("Mod+N", true)).toBe("Alt+Shift+N");
  });
});

describe("a key of one's own", () => {
  const chosen = (id: CommandId, keys: string, before: Bindings = {}): Bindings => withKey(before, id, keys, false);

  it("stands for the usual one; arrows go on", () => {
    const bindings = chosen("sessions.down", "Y");
    expect(allKeys("sessions.down", bindings, false)).toEqual(["Y", "ArrowDown"]);
    expect(allKeys("sessions.up", bindings, false)).toEqual(["K", "ArrowUp"]);
  });

  it("is named as taken only where both are heard", () => {
    expect(conflictOf("sessions.down", "K", {}, false)).toBe("sessions.up");
    expect(conflictOf("sessions.down", "?", {}, false)).toBe("lists.help");
    expect(conflictOf("terminal.find", "Mod+K", {}, false)).toBe("app.palette");
    expect(conflictOf("audit.follow", "N", {}, false)).toBeNull();
    expect(conflictOf("go.audit", "J", {}, false)).toBeNull();
    expect(meet(placeOf("terminal.find"), placeOf("audit.filter"))).toBe(false);
  });

  it("takes the key from who had it, and gives it back on reset", () => {
    const bindings = chosen("sessions.down", "K");
    expect(bindings).toEqual({ "sessions.down": "K", "sessions.up": "" });
    expect(mainKey("sessions.up", bindings, false)).toBeNull();
    expect(withoutKey(bindings, "sessions.up", false)).toEqual({ "sessions.down": "" });
    expect(withoutKey(withoutKey(bindings, "sessions.up", false), "sessions.down", false)).toEqual({});
  });

  it("may be none", () => {
    expect(allKeys("sessions.delete", chosen("sessions.delete", ""), false)).toEqual([]);
  });

  it("needs a modifier where text is typed", () => {
    expect(refusalOf("app.palette", "K")).toContain("modifier");
    expect(refusalOf("app.palette", "F1")).toBeNull();
    expect(refusalOf("terminal.shell", "Mod+Shift+T")).toContain("Shift");
    expect(refusalOf("go.audit", "Mod+A")).toContain("One character");
    expect(refusalOf("sessions.new", "Tab")).toContain("Tab");
  });
});

it("a key is written as its platform does", () => {
  expect(inWords("Mod+Shift+P", false, false)).toBe("Ctrl+Shift+P");
  expect(inWords("Mod+E", false, true)).toBe("Ctrl+Shift+E");
  expect(inWords("Mod+Alt+ArrowUp", true, true)).toBe("⌘⌥↑");
  expect(inWords("Mod++", false, false)).toBe("Ctrl++");
});
