import { expect, it } from "vitest";
import { leftText, spanText } from "../../../src-renderer/features/approvals/words.ts";
import { commandIn, reviewOf } from "../../../src-renderer/features/doctor/fixes.ts";

it.each([
  ["Run `clauderon credentials set github`.", "clauderon credentials set github"],
  ["First `a b`, then `c`.", "a b"],
  ["Free some space.", null],
])("the command in %s is %s", (fix, command) => expect(commandIn(fix)).toBe(command));

it.each([
  ["credential-github", "/credentials/github"],
  ["image", "/settings/agent-image"],
  ["ca", null],
])("what is wrong with %s is reviewed at %s", (id, address) => expect(reviewOf(id)?.address ?? null).toBe(address));

it("a time limit is said in minutes and seconds, never below zero", () => {
  expect([30_000, 120_000, 82_000, -5].map(spanText)).toEqual(["30s", "2m", "1m 22s", "0s"]);
  expect(leftText(new Date(60_000).toISOString(), 21_500)).toBe("39s");
});
