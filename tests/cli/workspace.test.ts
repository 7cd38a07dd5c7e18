import { afterEach, describe, expect, it } from "vitest";
import type { WorkspaceChanges } from "../../src-shared/model/workspaceChanges.ts";
import { runCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";

let daemon: FakeDaemon | null = null;
const start = async (sessions: FakeHandlers["sessions"] & object): Promise<FakeDaemon> => {
  daemon = await startFakeDaemon({ sessions });
  return daemon;
};
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const hostile = "a\u001b]0;owned\u0007\u202eb\nc";
const changes: WorkspaceChanges = {
  files: [
    { path: "src/retry.ts", kind: "changed", added: 12, removed: 3, uncommitted: false },
    { path: hostile, kind: "added", added: null, removed: null, uncommitted: true },
  ],
  totals: { files: 2, added: 12, removed: 3, uncommitted: 1, unpushed: 1 },
};
const noControls = /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]*$/;

describe("diff", () => {
  it("lists what changed in the clone, a file a line, with what exists nowhere else", async () => {
    const { home, calls } = await start({ changes: () => changes });
    const { code, stdout, stderr } = await runCli(home, ["diff", "fix"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^src\/retry\.ts +changed +\+12 +-3 +yes$/m);
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(stdout).toMatch(noControls);
    expect(stderr).toBe("2 files changed (+12 -3); 1 not committed, 1 commit known nowhere else.\n");
    expect(calls).toContainEqual({ method: "sessions.changes", input: { session: "fix" } });
  });

  it("prints the same as JSON", async () => {
    const { home } = await start({ changes: () => changes });
    const { stdout } = await runCli(home, ["diff", "fix", "--json"]);
    expect(JSON.parse(stdout)).toEqual(changes);
    expect(stdout).toMatch(noControls);
  });

  it("says when nothing changed, and when only the first files are told", async () => {
    const none = { files: [], totals: { files: 0, added: 0, removed: 0, uncommitted: 0, unpushed: 0 } };
    const { home } = await start({ changes: () => none });
    expect(await runCli(home, ["diff", "fix"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "Nothing changed since the session began.\n",
    });
    await daemon?.close();
    const many = await start({ changes: () => ({ ...changes, totals: { ...changes.totals, files: 900 } }) });
    expect((await runCli(many.home, ["diff", "fix"])).stderr).toContain(
      "900 files changed (+12 -3), the first 2 shown;",
    );
  });

  it("refuses for a session without a clone, and says what makes one", async () => {
    const { home } = await start({ changes: () => null });
    const { code, stderr } = await runCli(home, ["diff", "fix"]);
    expect(code).toBe(2);
    expect(stderr).toContain("The session has no clone.");
    expect(stderr).toContain("clauderon create --repo");
  });

  it("prints a file's patch byte for byte into a pipe, and says when it was cut", async () => {
    const text = `--- a/x\n+++ b/x\n+${hostile}\n`;
    const { home, calls } = await start({ diff: () => ({ text, isCut: true }) });
    const { code, stdout, stderr } = await runCli(home, ["diff", "fix", "./src/x"]);
    expect(code).toBe(0);
    expect(stdout).toBe(text);
    expect(stderr).toBe("The patch goes on; this is its beginning.\n");
    expect(calls).toContainEqual({ method: "sessions.diff", input: { session: "fix", path: "src/x" } });
  });

  it("says when a file did not change", async () => {
    const { home } = await start({ diff: () => ({ text: "", isCut: false }) });
    const { stdout, stderr } = await runCli(home, ["diff", "fix", "x"]);
    expect(stdout).toBe("");
    expect(stderr).toBe("Nothing changed there since the session began.\n");
  });
});

describe("timeline", () => {
  it("tells what happened in words, oldest first, with the reason escaped", async () => {
    const events = [
      { at: "2024-01-02T03:04:05.000Z", what: "creating", reason: null },
      { at: "2024-01-02T03:04:09.000Z", what: "access: propose", reason: hostile },
    ];
    const { home } = await start({ timeline: () => events });
    const { stdout } = await runCli(home, ["timeline", "fix"]);
    expect(stdout).toMatch(/Creation began.*May propose/s);
    expect(stdout).toMatch(noControls);
    expect(JSON.parse((await runCli(home, ["timeline", "fix", "--json"])).stdout)).toEqual(events);
  });

  it("says when nothing was noted", async () => {
    const { home } = await start({ timeline: () => [] });
    expect(await runCli(home, ["timeline", "fix"])).toMatchObject({
      stdout: "",
      stderr: "Nothing has been noted yet.\n",
    });
  });
});
