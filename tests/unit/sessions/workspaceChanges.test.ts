import { expect, test } from "vitest";
import { parseChanges } from "../../../src-main/core/sessions/workspaceChanges.ts";

const report = (status: string[], unpushed: string[], names: string[], counts: string[]): string =>
  [...status, "--", ...unpushed, "--", ...names, "--", ...counts, ""].join("\0");

test("each file is told with its lines, and whether it is in a commit", () => {
  const text = report(
    [" M src/a.ts", "?? new file.ts"],
    ["abc1234 first", "def5678 second"],
    ["M", "src/a.ts", "A", "new file.ts", "D", "gone.png"],
    ["14\t5\tsrc/a.ts", "3\t0\tnew file.ts", "-\t-\tgone.png"],
  );
  expect(parseChanges(text)).toEqual({
    files: [
      { path: "src/a.ts", kind: "changed", added: 14, removed: 5, uncommitted: true },
      { path: "new file.ts", kind: "added", added: 3, removed: 0, uncommitted: true },
      { path: "gone.png", kind: "deleted", added: null, removed: null, uncommitted: false },
    ],
    totals: { files: 3, added: 17, removed: 5, uncommitted: 2, unpushed: 2 },
  });
});

test("a clone as it was made has changed nothing", () => {
  expect(parseChanges(report([], [], [], []))?.totals).toEqual({
    files: 0,
    added: 0,
    removed: 0,
    uncommitted: 0,
    unpushed: 0,
  });
});

test("thousands of files are counted, and 500 of them told", () => {
  const paths = Array.from({ length: 3000 }, (_, at) => `f${at}`);
  const changes = parseChanges(
    report(
      [],
      [],
      paths.flatMap((path) => ["A", path]),
      paths.map((path) => `1\t0\t${path}`),
    ),
  );
  expect(changes?.files).toHaveLength(500);
  expect(changes?.totals).toMatchObject({ files: 3000, added: 3000 });
});

test.each([
  ["nothing", ""],
  ["a report that was cut", "--\0--\0"],
  ["a name that looks like a divider", report(["?? x"], [], ["A", "--"], ["1\t0\t--"])],
])("%s is no report", (_what, text) => expect(parseChanges(text)).toBeNull());

test("a number that is none counts nothing", () => {
  const changes = parseChanges(report([], [], ["M", "a"], [`${"9".repeat(400)}\t1\ta`]));
  expect(changes?.files).toEqual([{ path: "a", kind: "changed", added: null, removed: null, uncommitted: false }]);
});
