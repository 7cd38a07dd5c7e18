import { expect, test } from "vitest";
import { newSessionId, newSessionSecret } from "../../../src-main/core/sessions/sessionId.ts";
import { checkName, findSession, generateName } from "../../../src-main/core/sessions/sessionName.ts";
import { sessionNamePattern } from "../../../src-shared/model/session.ts";

const sessions = [
  { id: "aaaaaaaaaaaa", name: "quiet-heron" },
  { id: "bbbbbbbbbbbb", name: "quiet-oak" },
  { id: "cccccccccccc", name: "quiet" },
];

test.each([
  ["the whole name wins over longer ones", "quiet", "cccccccccccc"],
  ["a unique prefix", "quiet-h", "aaaaaaaaaaaa"],
  ["an id", "bbbbbbbbbbbb", "bbbbbbbbbbbb"],
])("a session is found by %s", (_what, text, id) => {
  expect(findSession(sessions, text).id).toBe(id);
});

test("a prefix of several names them; an unknown name is no session", () => {
  expect(() => findSession(sessions, "quiet-")).toThrow(expect.objectContaining({ code: "usage" }));
  expect(() => findSession(sessions, "quiet-")).toThrow(/quiet-heron, quiet-oak/);
  expect(() => findSession(sessions, "loud")).toThrow(expect.objectContaining({ code: "session_not_found" }));
});

test.each(["../x", "a/b", "A", "-a", "", ".a", "a\n", "a".repeat(64), "a b", "ä"])("%j is no name", (name) => {
  expect(() => checkName(name)).toThrow(expect.objectContaining({ code: "usage" }));
});

test("generated names are valid and free", () => {
  const taken = new Set<string>();
  for (let count = 0; count < 300; count++) {
    const name = generateName(taken);
    expect(name).toMatch(sessionNamePattern);
    expect(taken).not.toContain(name);
    taken.add(name);
  }
});

test("ids are 12 characters of base32; secrets have 256 bits and fit into a URL", () => {
  expect(newSessionId()).toMatch(/^[a-z2-7]{12}$/);
  expect(newSessionSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
