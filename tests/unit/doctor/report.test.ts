import { expect, test } from "vitest";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { doctorReport } from "../../../src-shared/format/doctorReport.ts";

const check = (detail: string, part: Partial<DoctorCheck> = {}): DoctorCheck => ({
  id: "x",
  group: "host",
  title: "Thing",
  status: "fail",
  detail,
  fix: null,
  broken: false,
  tookMs: 1,
  ...part,
});
const home = "/home/ada/.clauderon";
const report = (...checks: DoctorCheck[]): string => doctorReport({ version: "1.2.3", home, checks });

test("a report says what was found and what to do, and that a check itself failed", () => {
  expect(report(check("It is full.", { fix: "Make room." }), check("boom", { broken: true }))).toBe(
    "Clauderon 1.2.3\nfail  Thing: It is full.\n      fix: Make room.\nfail  Thing: The check itself failed: boom\n",
  );
});

test.each([
  ["/home/ada/.clauderon/secrets is open to others", "~/.clauderon/secrets is open"],
  ["see '/home/ada/notes/x.txt'", "see '‹path›'"],
  ["ada's folder belongs to ada", "‹user›'s folder belongs to ‹user›"],
  ["asks (/var/run/docker.sock)", "asks (‹path›)"],
  ["C:\\Users\\ada\\x is there: C:\\Users\\ada\\x", "there: ‹path›"],
  ["https://api.github.com/user answered, adapted", "https://api.github.com/user answered, adapted"],
])("a report of %s names no user and no path outside the product's folder", (detail, shown) => {
  expect(report(check(detail))).toContain(shown);
  expect(report(check(detail))).not.toMatch(/\bada\b/);
});
