import { expect, test } from "vitest";
import { parseCloneFacts } from "../../../src-main/core/sessions/cloneFacts.ts";
import { type CloneEnd, cloneFailure } from "../../../src-main/core/sessions/cloneFailure.ts";
import { CloneErrorText, type CloneProgress } from "../../../src-main/core/sessions/cloneProgress.ts";
import { cloneExit } from "../../../src-main/core/sessions/cloneScript.ts";

function read(...texts: string[]): { said: CloneErrorText; progress: CloneProgress[] } {
  const progress: CloneProgress[] = [];
  const said = new CloneErrorText((event) => progress.push(event));
  for (const text of texts) said.add(text);
  said.end();
  return { said, progress };
}

test("git's percentages are progress, each once, also where they come in pieces", () => {
  const { progress, said } = read(
    "Cloning into '/workspace/harbor'...\nremote: Counting objects:  50% (1/2)\rremote: Counting obj",
    "ects: 100% (2/2)\rremote: Counting objects: 100% (2/2), done.\n",
    "Receiving objects:   7% (1/14), 1.2 MiB | 2.00 MiB/s\r",
  );
  expect(progress).toEqual([
    { what: "counting objects", fraction: 0.5 },
    { what: "counting objects", fraction: 1 },
    { what: "receiving objects", fraction: 0.07 },
  ]);
  expect(said.lines).toEqual(["Cloning into '/workspace/harbor'..."]);
});

test("what a server writes between is capped, made printable, and no progress of its own", () => {
  const { progress, said } = read(
    "remote: Receiving objects: 999% (1/1)\r",
    `remote: \u001b[2J\u202eApproved: 100%\n${"x".repeat(100_000)}`,
    "y".repeat(100_000),
    "\nremote: more\n".repeat(200),
  );
  expect(progress).toEqual([{ what: "receiving objects", fraction: 1 }]);
  const toAndFro = "remote: Counting objects:  1% (1/9)\rremote: Compressing objects:  2% (1/9)\r".repeat(1000);
  expect(read(toAndFro).progress).toHaveLength(2);
  expect(said.lines).toHaveLength(20);
  expect(said.lines.join("")).toMatch(/^[\x20-\x7e]*$/);
  expect(read(`${"x".repeat(1000)}\n`).said.lines).toEqual(["x".repeat(300)]);
});

const end = (part: Partial<CloneEnd>): CloneEnd => ({
  url: "https://github.com/acme/harbor",
  base: null,
  sessionName: "harbor",
  hasGithub: true,
  exitCode: 1,
  answers: "",
  lines: [],
  ...part,
});
const answered = (...lines: string[]): string =>
  ["HTTP/1.1 200", ...lines].map((line) => `Recv header: ${line}`).join("\n");

test.each<[Partial<CloneEnd>, string, RegExp]>([
  [{ exitCode: cloneExit.noCommit }, "usage", /no commit yet/],
  [{ exitCode: cloneExit.noBase, base: "v9" }, "usage", /no branch, tag or commit v9/],
  [{ base: "v9", lines: ["fatal: Remote branch v9 not found in upstream origin"] }, "usage", /commit v9/],
  [{ lines: ["fatal: write error: No space left on device"] }, "disk_full", /no room/],
  [
    { answers: answered("HTTP/1.1 301", "location: https://github.com/new/name/info/refs?service=git-upload-pack") },
    "not_found",
    /has moved to https:\/\/github.com\/new\/name, as its server says/,
  ],
  [{ answers: answered("HTTP/1.1 302", "location: http://10.0.0.1/x/y") }, "not_found", /harbor has moved\.$/],
  [{ lines: ["error: index-pack died of signal 9"] }, "unavailable", /ran out of the session's memory/],
  [{ answers: answered("HTTP/1.1 404") }, "not_found", /may not read it \(404\)/],
  [{ answers: answered("HTTP/1.1 403") }, "not_found", /may not read it \(403\)/],
  [{ answers: answered("HTTP/1.1 401"), hasGithub: false }, "no_credential", /credential github has no value/],
  [{ answers: answered("HTTP/1.1 401") }, "credential_rejected", /rejected your credential github \(401\)/],
  [
    { lines: ["fatal: could not read Username for 'https://github.com': terminal prompts disabled"], hasGithub: false },
    "no_credential",
    /credential github has no value/,
  ],
  [{ url: "https://git.example/a/b", answers: answered("HTTP/1.1 404") }, "not_found", /git.example has no repository/],
  [{ url: "https://git.example/a/b", answers: answered("HTTP/1.1 401") }, "no_credential", /for github.com only/],
  [{ answers: answered("HTTP/1.1 503", "x-clauderon-denied: proxy-off") }, "unavailable", /The proxy is off/],
  [
    { answers: answered("HTTP/1.1 403", "x-clauderon-denied: no-credential") },
    "no_credential",
    /github.com has no value/,
  ],
  [
    { answers: answered("HTTP/1.1 403", "X-Clauderon-Denied: preset") },
    "unavailable",
    /The proxy refused .* by preset/,
  ],
  [{ answers: answered("HTTP/1.1 403", "x-clauderon-denied: port", "HTTP/1.1 500") }, "unavailable", /answered 500/],
  [
    { answers: answered("HTTP/1.1 502", "x-clauderon-denied: upstream-unreachable") },
    "unavailable",
    /cannot be reached/,
  ],
  [
    { answers: answered("HTTP/1.1 200"), lines: ["error: RPC failed; curl 28", "fatal: early EOF"] },
    "unavailable",
    /stopped sending/,
  ],
  [{ lines: ["fatal: something new", "remote: x"] }, "unavailable", /Git said: something new/],
])("%j ends a creation with %s", (part, code, message) => {
  const error = cloneFailure(end(part));
  expect({ code: error.code, message: error.message }).toEqual({ code, message: expect.stringMatching(message) });
  expect(error.hint).toMatch(/\.$/);
});

const commit = "a".repeat(40);
const other = "b".repeat(40);
const tree = "c".repeat(40);
const report = (parts: { head?: string; refs?: string; trees?: string; rest?: string } = {}): string =>
  [
    parts.head ?? `${commit}\n`,
    parts.refs ?? `${commit} trunk\n${other} \n`,
    parts.trees ?? `root tree ${tree}\n${other}:.github missing\n.github/workflows tree ${tree}\n`,
    parts.rest ?? "submodules\n",
  ].join("--\n");

test("what a session's pushes are measured against is read from its fresh clone", () => {
  expect(parseCloneFacts(report(), "https://github.com/Acme/Harbor.git")).toEqual({
    base: commit,
    workspace: {
      repositories: ["github.com/acme/harbor"],
      defaultBranches: ["trunk"],
      commits: [commit, other],
      trees: [`root:${tree}`, `.github/workflows:${tree}`],
    },
    notFetched: ["submodules"],
  });
});

test.each([
  ["nothing", ""],
  ["no commit", report({ head: "HEAD\n" })],
  ["no branch", report({ refs: "" })],
  ["a line that is no branch", report({ refs: `${commit} trunk\nevil\n` })],
  ["a branch with controls", report({ refs: `${commit} \u001b[2J\n` })],
  ["more branches than were asked for", report({ refs: `${commit} \n`.repeat(101) })],
  ["more trees than there can be", report({ trees: `root tree ${tree}\n`.repeat(304) })],
  ["a part too many", `${report()}--\n`],
])("a report with %s is none", (_what, text) => {
  expect(parseCloneFacts(text, "https://github.com/acme/harbor")).toBeNull();
});
