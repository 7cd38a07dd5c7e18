import { expect, test } from "vitest";
import { readDiff } from "../../../src-renderer/features/session/changes/diffRows.ts";

const head = "diff --git a/x b/x\n--- a/x\n+++ b/x\n";

test("what was removed stands beside what was added in its place", () => {
  const { hunks } = readDiff(`${head}@@ -3,3 +3,4 @@ fn\n same\n-old\n+new\n+more\n same\n`);
  expect(hunks).toEqual([
    {
      rows: [
        { left: { number: 3, text: "same" }, right: { number: 3, text: "same" }, changed: false },
        { left: { number: 4, text: "old" }, right: { number: 4, text: "new" }, changed: true },
        { left: null, right: { number: 5, text: "more" }, changed: true },
        { left: { number: 5, text: "same" }, right: { number: 6, text: "same" }, changed: false },
      ],
    },
  ]);
});

test("a new file has a right side only, and each hunk its own numbers", () => {
  const { hunks } = readDiff(`${head}@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n@@ -10 +20 @@\n-b\n`);
  expect(hunks.map(({ rows }) => rows)).toEqual([
    [{ left: null, right: { number: 1, text: "a" }, changed: true }],
    [{ left: { number: 10, text: "b" }, right: null, changed: true }],
  ]);
});

test("lines that look like heads of the difference are lines where they stand in it", () => {
  const { hunks } = readDiff(`${head}@@ -1 +1 @@\n--- a/y\n+++ b/y\n`);
  expect(hunks[0]?.rows).toEqual([
    { left: { number: 1, text: "-- a/y" }, right: { number: 1, text: "++ b/y" }, changed: true },
  ]);
});

test("a file that is no text has a note in place of lines; nothing at all is an empty file", () => {
  expect(readDiff("diff --git a/p b/p\nBinary files a/p and b/p differ\n")).toEqual({
    hunks: [],
    notes: ["Binary files a/p and b/p differ"],
  });
  expect(readDiff("")).toEqual({ hunks: [], notes: [] });
});
