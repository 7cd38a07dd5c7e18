import { describe, expect, it } from "vitest";
import { pushProblem } from "../../../src-main/core/sessions/pushReport.ts";
import { pushTarget } from "../../../src-main/core/sessions/pushTarget.ts";
import type { SessionRecord } from "../../../src-main/core/sessions/sessionStore.ts";
import { makeSession } from "../../helpers/session.ts";

const session = { name: "fix-it", host: "github.com" };
const said = { isOverTime: false, stdout: "", stderr: "", refusal: null };
const denied = "fatal: unable to access 'https://github.com/acme/harbor/': The requested URL returned error: 403\n";

describe("a push that failed", () => {
  it.each([
    [
      "the access mode",
      { stderr: denied, refusal: 'This session\'s access mode is "read", and github.com could change something' },
      'This session\'s access mode is "read", and github.com could change something.',
      "clauderon access fix-it write",
    ],
    [
      "another rule",
      { stderr: denied, refusal: "This push could change a workflow." },
      "This push could change a workflow.",
      "clauderon audit --session fix-it",
    ],
    [
      "newer commits there",
      { stdout: "To https://github.com/acme/harbor\n!\tabc:refs/heads/x\t[rejected] (fetch first)\nDone\n" },
      "The branch there has commits that this one lacks.",
      "Merge them in the session",
    ],
    [
      "the remote's own rules",
      {
        stdout: "!\tabc:refs/heads/x\t[remote rejected] (pre-receive hook declined)\n",
        stderr: "remote: Large files are not taken here\n",
      },
      "The remote rejected it: pre-receive hook declined.",
      "Large files are not taken here",
    ],
    [
      "no login",
      { stderr: "fatal: could not read Username for 'https://gitlab.example': terminal prompts disabled\n" },
      "github.com did not take what it was sent for who you are.",
      "clauderon credentials list",
    ],
    [
      "no way there",
      { stderr: "fatal: unable to access 'https://github.com/': The requested URL returned error: 502\n" },
      "github.com could not be reached.",
      "clauderon doctor",
    ],
    ["time", { isOverTime: true }, "It took too long.", "shell"],
    [
      "git",
      { stderr: "fatal: the clone has no branch clauderon/x\n" },
      "the clone has no branch clauderon/x.",
      "shell",
    ],
    ["nobody knows what", {}, "git did not say why.", "shell"],
  ])("by %s says so, and what to do", (_why, output, reason, hint) => {
    const problem = pushProblem({ ...said, ...output }, session);
    expect(problem.reason).toBe(reason);
    expect(problem.hint).toContain(hint);
  });

  it("shows nothing of a remote that could steer a terminal, and not more than a few lines' worth", () => {
    const hostile = `remote: \u001b]0;owned\u0007\u202e${"x".repeat(5000)}\n`;
    const stdout = "!\ta:b\t[remote rejected] (\u009b2J no)\n";
    const { reason, hint } = pushProblem({ ...said, stdout, stderr: hostile }, session);
    expect(`${reason}${hint}`).toMatch(/^[\x20-\x7e]{10,1000}$/);
  });
});

describe("where a branch can be pushed to", () => {
  const repository = { path: "/src/harbor", name: "harbor", branch: "clauderon/fix-it", base: "0123abc" };
  const made = { ...makeSession(), relayId: null, secretHash: "", lock: "socket" as const, cols: 80, rows: 24 };
  const record = (change: Partial<SessionRecord>): SessionRecord => ({ ...made, ...change });
  const origin = "https://github.com/acme/harbor";
  const lines = ["uncommitted: a", "unpushed commit: 0123 work"];

  it("is the origin of the user's repository, where commits are pushed nowhere", () => {
    const target = { branch: "clauderon/fix-it", remote: origin };
    expect(pushTarget(record({ repository: { ...repository, origin } }), lines)).toEqual(target);
    expect(pushTarget(record({ repository: { ...repository, remotes: [origin] } }), lines)).toEqual(target);
  });

  it.each([
    ["nothing is unpushed", { repository: { ...repository, origin } }, ["uncommitted: a"]],
    ["there is no origin", { repository: { ...repository, origin: null, remotes: [] } }, lines],
    [
      "nobody knows which remote it is",
      { repository: { ...repository, remotes: [origin, "https://b.example/x"] } },
      lines,
    ],
    ["it was made without a repository", { repository: null }, lines],
    ["it is archived", { repository: { ...repository, origin }, state: "archived" as const }, lines],
    ["its container is gone", { repository: { ...repository, origin }, containerId: null }, lines],
  ])("is nowhere where %s", (_why, change, unsaved) => {
    expect(pushTarget(record(change), unsaved)).toBeNull();
  });
});
