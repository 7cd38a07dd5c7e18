import { expect, test } from "vitest";
import { deriveName } from "../../../src-renderer/features/create/deriveName.ts";
import { sessionNamePattern } from "../../../src-shared/model/session.ts";

const of = (prompt: string, repository = "", taken: readonly string[] = []): string =>
  deriveName({ prompt, repository, agent: "claude" }, new Set(taken));

test.each([
  ["Please add cursor pagination to the orders API", "", "add-cursor-pagination-orders"],
  ["Überprüfe Tests", "", "uberprufe-tests"],
  ["", "/home/dev/code/Harbor.API/", "harbor-api"],
  ["the of and", "/home/dev/ledger", "ledger"],
  ["", "", "claude"],
  ["???\u202e!!!", "", "claude"],
])("a session about %j of %j is called %s", (prompt, repository, name) => {
  expect(of(prompt, repository)).toBe(name);
  expect(of(prompt, repository)).toMatch(sessionNamePattern);
});

test("a name that is taken gets a number, and the longest word is cut to a name", () => {
  expect(of("fix it", "", ["fix"])).toBe("fix-2");
  expect(of("fix it", "", ["fix", "fix-2"])).toBe("fix-3");
  expect(of("x".repeat(500))).toMatch(sessionNamePattern);
  expect(of(`${"-".repeat(60)}cache`)).toBe("cache");
});
