import { expect, test } from "vitest";
import { parseAptSources, sourcesOfRelease } from "../../../src-main/core/images/aptSources.ts";

const stanzas = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;

test("a stanza file gives one source for each place and suite, without those switched off", () => {
  expect(parseAptSources(stanzas).map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
    "http://mirror.example/debian bookworm",
    "http://mirror.example/debian bookworm-updates",
    "http://mirror.example/debian-security bookworm-security",
  ]);
});

test("a line file gives its binary sources, options and comments aside", () => {
  const text = `# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # ours
deb-src http://mirror.example/debian bookworm main
`;
  expect(parseAptSources(text)).toEqual([
    { uri: "http://mirror.example/debian", suite: "bookworm", components: ["main", "contrib"] },
  ]);
});

test("the mirror of the machine's release is found, with its updates and security, and no foreign repository", () => {
  const foreign = { uri: "https://vendor.example/apt", suite: "nodistro", components: ["main"] };
  const local = { uri: "file:/srv/debian", suite: "bookworm", components: ["main"] };
  const found = sourcesOfRelease([foreign, local, ...parseAptSources(stanzas)], "bookworm");
  expect(found?.mirror).toBe("http://mirror.example/debian");
  expect(found?.sources.map(({ suite }) => suite)).toEqual(["bookworm", "bookworm-updates", "bookworm-security"]);
});

test("a machine that names no mirror for its release has none", () => {
  expect(sourcesOfRelease(parseAptSources(stanzas), "trixie")).toBeNull();
});
