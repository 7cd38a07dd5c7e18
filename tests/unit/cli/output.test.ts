import { describe, expect, it } from "vitest";
import { escapeJson, escapeLine, escapeText } from "../../../src-main/cli/output/escape.ts";
import { choosePaint } from "../../../src-main/cli/output/paint.ts";
import { renderBar } from "../../../src-main/cli/output/progress.ts";
import { renderTable } from "../../../src-main/cli/output/table.ts";
import { textWidth, truncate } from "../../../src-main/cli/output/width.ts";
import { shellQuote } from "../../../src-main/cli/shellQuote.ts";
import { parseMemory, parseVariables } from "../../../src-main/cli/units.ts";
import { fc } from "../../helpers/property.ts";

const dangerous = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe("escaping", () => {
  it("leaves no control or bidi character in any line", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !dangerous.test(escapeLine(text))));
  });
  it("keeps newlines and tabs of a text", () => expect(escapeText("a\r\n\tb\u001b[0m\r")).toBe("a\n\tb\\x1b[0m\\r"));
  it("leaves ordinary text of any language alone", () => expect(escapeLine("größe 日本 👍")).toBe("größe 日本 👍"));
  it("keeps the meaning of JSON", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => JSON.parse(escapeJson(JSON.stringify(text))) === text),
    );
  });
});

describe("table", () => {
  it("cuts flexible columns to the terminal's width and no others", () => {
    const text = renderTable(
      [{ title: "NAME", flexible: true }, { title: "ID" }],
      [["a-very-long-name-indeed", "0123456789"]],
      { width: 24 },
    );
    expect(text.split("\n")[1]).toBe("a-very-long…  0123456789");
  });
  it("cuts nothing in a pipe", () => {
    expect(renderTable([{ title: "N", flexible: true }], [["x".repeat(300)]], { width: null })).toContain(
      "x".repeat(300),
    );
  });
  it("counts wide characters as two columns", () => {
    expect(textWidth("日本a")).toBe(5);
    expect(truncate("日本語", 5)).toBe("日本…");
  });
});

describe("small parts", () => {
  it("paints only on a terminal without NO_COLOR", () => {
    expect(choosePaint(true, {})("red", "x")).toContain("\u001b[31m");
    for (const [terminal, env] of [
      [false, {}],
      [true, { NO_COLOR: "1" }],
      [true, { TERM: "dumb" }],
    ] as const)
      expect(choosePaint(terminal, env)("red", "x")).toBe("x");
  });
  it("draws a bar", () => expect(renderBar(0.5)).toBe(`${"█".repeat(12)}${"░".repeat(12)}  50%`));
  it("reads sizes as engines do", () => {
    expect(["512m", "4g", "4GiB", "1.5G", "67108864"].map(parseMemory)).toEqual([
      536870912, 4294967296, 4294967296, 1610612736, 67108864,
    ]);
  });
  it("does not repeat a variable that it cannot read: it may be a secret", () => {
    expect(() => parseVariables(["abc-def"])).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("abc") }),
    );
  });
  it("quotes words for a shell only where needed", () => {
    expect(["a=b", "it's", "", "$x"].map(shellQuote)).toEqual(["a=b", "'it'\\''s'", "''", "'$x'"]);
  });
});
