import { expect, test } from "vitest";
import { cleanOriginUrl } from "../../../src-main/core/sessions/originUrl.ts";
import { parseUnsaved } from "../../../src-main/core/sessions/unsavedReport.ts";

test.each([
  ["https://github.com/a/b.git", "https://github.com/a/b.git"],
  ["https://user:token@github.com/a/b.git", "https://github.com/a/b.git"],
  ["https://token@git.example:8443/a/b?x=1#y", "https://git.example:8443/a/b"],
  ["git@github.com:a/b.git", "https://github.com/a/b.git"],
  ["git.example.com:/a/b.git", "https://git.example.com/a/b.git"],
  ["ssh://git@github.com:22/a/b.git\n", "https://github.com/a/b.git"],
  ["git://git.example/a", "https://git.example/a"],
  ["/srv/git/a.git", null],
  ["../other", null],
  ["file:///srv/git/a.git", null],
  ["C:/work/a", null],
  ["ext::sh -c whoami", null],
  ["", null],
])("origin %j becomes %j", (url, expected) => {
  expect(cleanOriginUrl(url)).toBe(expected);
});

test("a report of unsaved work is read line by line", () => {
  const text = " M src/a.ts\0?? new file\0--\0abc123 first\0def456 second\0";
  expect(parseUnsaved(text, "project")).toEqual([
    "uncommitted: src/a.ts",
    "uncommitted: new file",
    "unpushed commit: abc123 first",
    "unpushed commit: def456 second",
  ]);
  expect(parseUnsaved("--\0", "project")).toEqual([]);
});

test("a hostile report is bounded and unprintable characters do not pass", () => {
  const lines = parseUnsaved(`?? \u001b[2J\u202eevil${"x".repeat(500)}\0--\0`, "project");
  expect(lines[0]).toMatch(/^uncommitted: \?\[2J\?evilx+\.\.\.$/);
  expect(lines[0]!.length).toBeLessThan(230);
  const many = parseUnsaved(`${"?? f\0".repeat(10_000)}--\0`, "project");
  expect(many).toHaveLength(51);
  expect(many.at(-1)).toBe("and 9950 more");
});

test("a report without its divider counts as unsaved work", () => {
  expect(parseUnsaved("", "project")).toEqual([expect.stringContaining("cannot be read")]);
});
