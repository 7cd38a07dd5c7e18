import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blocksOf, spansOf } from "../../../src-renderer/features/help/markdown.ts";

describe("a document", () => {
  it("is taken apart", () => {
    const text = [
      "# One",
      "",
      "Two lines",
      "of text.",
      "",
      "![a picture](x.png)",
      "",
      "    indented",
      "",
      "```toml",
      "# no heading",
      "```",
      "- first",
      "  goes on",
      "- second",
      "",
      "1. step",
      "",
      "| a | b |",
      "|---|---|",
      "| `x \\| y` | z |",
    ].join("\n");
    expect(blocksOf(text)).toEqual([
      { kind: "heading", level: 1, text: "One" },
      { kind: "paragraph", text: "Two lines of text." },
      { kind: "code", text: "indented" },
      { kind: "code", text: "# no heading" },
      { kind: "list", isNumbered: false, items: ["first goes on", "second"] },
      { kind: "list", isNumbered: true, items: ["step"] },
      { kind: "table", head: ["a", "b"], rows: [["`x | y`", "z"]] },
    ]);
  });

  it("marks code and what is strong, and keeps a link's text only", () => {
    expect(spansOf("Run `a **b**` **now**, see [this](x.md).")).toEqual([
      { kind: "text", text: "Run " },
      { kind: "code", text: "a **b**" },
      { kind: "text", text: " " },
      { kind: "strong", text: "now" },
      { kind: "text", text: ", see this." },
    ]);
  });

  it.each(["app", "configuration", "containment", "desktop", "troubleshooting"])("of ours is whole: %s", (name) => {
    const text = readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), "utf8");
    const shown = JSON.stringify(blocksOf(text));
    for (const word of text.replace(/!\[[^\]]*\]\([^)]*\)/g, "").match(/[A-Za-z]{6,}/g) ?? []) {
      // The language of a code block is no part of it.
      if (!text.includes(`\`\`\`${word}`)) expect(shown).toContain(word);
    }
  });
});
