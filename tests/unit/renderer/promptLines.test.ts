import { describe, expect, it } from "vitest";
import { looksLikePrompt, promptFrom } from "../../../src-renderer/features/terminal/promptLines.ts";

describe("a line that looks like a prompt", () => {
  it.each([
    "> Make the retry budget configurable",
    "│ > fix it",
    "❯ npm test",
    "› explain this",
    "dev@session:/workspace$ ls -la",
    "$ ls",
    "root@box:/# id",
    "host% make",
  ])("is one: %s", (line) => expect(looksLikePrompt(line.replace("host%", "me@host%"))).toBe(true));

  it.each(["", "$ ", "100% done", "❯ 1. Keep this to HTTP", "C# is a language", "It costs US$ 5", "  └  > quoted"])(
    "is none: %s",
    (line) => expect(looksLikePrompt(line)).toBe(false),
  );

  it("is looked for in its beginning only, however long it is", () => {
    expect(looksLikePrompt(`${"x".repeat(1_000_000)}$ ls`)).toBe(false);
  });
});

it("the prompt before and after a line, and none beyond the ends", () => {
  expect(promptFrom([2, 9, 30], 9, -1)).toBe(2);
  expect(promptFrom([2, 9, 30], 9, 1)).toBe(30);
  expect(promptFrom([2, 9, 30], 2, -1)).toBeNull();
  expect(promptFrom([2, 9, 30], 30, 1)).toBeNull();
});
