import { expect, test } from "vitest";
import { readRepositoryGiven } from "../../../src-shared/format/repositoryUrl.ts";
import { fc } from "../../helpers/property.ts";

test.each([
  ["https://github.com/acme/harbor", "https://github.com/acme/harbor", "harbor"],
  ["  HTTPS://GitHub.com/acme/harbor.git/ ", "https://github.com/acme/harbor.git", "harbor"],
  ["https://git.example:8443/group/sub/name", "https://git.example:8443/group/sub/name", "name"],
  ["https://git.example/My%20Project/_git/repo", "https://git.example/My%20Project/_git/repo", "repo"],
  ["https://git.example:00443/a/b", "https://git.example/a/b", "b"],
  ["git@github.com:acme/harbor.git", "https://github.com/acme/harbor.git", "harbor"],
  ["git.example:/acme/harbor", "https://git.example/acme/harbor", "harbor"],
  ["ssh://git@github.com:22/acme/harbor.git", "https://github.com/acme/harbor.git", "harbor"],
  ["git+ssh://git.example/acme/harbor", "https://git.example/acme/harbor", "harbor"],
  ["github.com/acme/harbor", "https://github.com/acme/harbor", "harbor"],
  ["gitlab.example.com/group/sub/name.git", "https://gitlab.example.com/group/sub/name.git", "name"],
])("%j is the address %s", (given, url, name) => {
  expect(readRepositoryGiven(given)).toEqual({ kind: "url", url, name });
});

test.each([
  "",
  "/home/dev/harbor",
  "~/harbor",
  "./github.com/acme/harbor",
  "../a",
  "C:\\work\\a",
  "C:/work/a",
  "harbor",
  "code/harbor",
  "https:/github.com/acme/harbor",
  "a b",
])("%j is a path, or none of both", (given) => {
  expect(readRepositoryGiven(given)).toEqual({ kind: "path" });
});

test.each([
  ["http://github.com/acme/harbor", /in the clear/],
  ["git://github.com/acme/harbor", /in the clear/],
  ["file:///etc", /by file:/],
  ["ftp://git.example/a/b", /by ftp:/],
  ["ext::sh -c whoami", /runs a program/],
  ["fd::17/x", /runs a program/],
  ["https://user:word@github.com/acme/harbor", /user name or a password/],
  ["https://word@github.com/acme/harbor", /user name or a password/],
  ["https://@github.com/acme/harbor", /user name or a password/],
  ["https://github.com/acme/harbor?tab=readme", /no \? and no #/],
  ["https://github.com/acme/harbor#readme", /no \? and no #/],
  ["https://github.com/acme/harbor?", /no \? and no #/],
  ["https://github.com/acme/harbor/tree/main/src", /a page of the repository/],
  ["https://github.com/acme", /names no repository/],
  ["https://github.com", /names no repository/],
  ["https://git.example", /no address/],
  ["https://git.example:0/a/b", /no address/],
  ["https://git.example:65536/a/b", /no address/],
  ["https://git.example/a/../b", /no address/],
  ["https://git.example/a//b", /no address/],
  ["https://b\u00fccher.example/a/b", /no address/],
  ["https://", /no address/],
  ["https:///acme/harbor", /no address/],
  ["https://git.example/--upload-pack=x/b", /no address/],
  ["https://git.example/a/-b", /no address/],
  ["https://git.example/a%2f..%2fb/c", /no address/],
  ["https://git.example/a%0ab/c", /no address/],
  ["https://git.example/a/b\u0000", /no address/],
  ["https://git.example/a/b c", /no address/],
  ["https://git.example\\@evil.example/a/b", /user name or a password/],
  ["https://[::1]/a/b", /no address/],
  ["ssh://-oProxyCommand=x/a/b", /no address/],
  ["https://git_example/a/b", /no address/],
])("%j is refused", (given, problem) => {
  expect(readRepositoryGiven(given)).toMatchObject({ kind: "refused", problem: expect.stringMatching(problem) });
});

test("what was given away with an address is not repeated, and the address without it is offered", () => {
  const read = readRepositoryGiven("https://me:geheim@github.com/acme/harbor/");
  expect(read).toMatchObject({ kind: "refused", without: "https://github.com/acme/harbor" });
  expect(JSON.stringify(read)).not.toContain("geheim");
  const page = readRepositoryGiven("https://github.com/acme/harbor/pull/7");
  expect(page).toMatchObject({ hint: "Use https://github.com/acme/harbor." });
});

/** Pieces that mean something to git, to a shell or to a parser of addresses, in any order. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...[
        "https://",
        "http://",
        "ssh://",
        "file://",
        "ext::",
        "git@",
        "github.com",
        "git.example",
        "@",
        ":",
        "/",
        "//",
      ],
      ...["..", ".", "-", "--upload-pack=", "?", "#", "%2e", "%2f", "%0a", "%00", "\\", "\n", "\u202e", "\u3002", " "],
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  ),
  { maxLength: 12 },
);

test("whatever is given, what passes is HTTPS with a host and a path, and stays what it is", () => {
  fc.assert(
    fc.property(pieces, fc.boolean(), (parts, begins) => {
      const given = (begins ? "https://" : "") + parts.join("");
      const read = readRepositoryGiven(given);
      if (read.kind !== "url") return;
      expect(read.url).toMatch(/^https:\/\/[a-z0-9][a-z0-9.-]*(:\d+)?(\/[A-Za-z0-9._~+@!%][A-Za-z0-9._~+@!%-]*)+$/);
      expect(read.url).not.toMatch(/\/\.{1,2}(\/|$)|%0|%2[ef]/i);
      const { protocol, username, password, search, hash, href } = new URL(read.url);
      expect({ protocol, username, password, search, hash }).toEqual({
        protocol: "https:",
        username: "",
        password: "",
        search: "",
        hash: "",
      });
      expect(href).toBe(read.url);
      expect(readRepositoryGiven(read.url)).toEqual(read);
    }),
    { numRuns: 3000 },
  );
});
